package dev.evident.api;

import dev.evident.bus.AuditMessages.TokenRefused;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.config.TokenSecret;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ServiceEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says who calls, by the token in {@code Authorization}, see {@link Credentials}. Only hashes are compared, all of
 * them each time and in constant time. Thread-safe.
 */
final class Auth {
    private static final int MAX_SECRET = 1_024;

    private final List<Token> tokens;
    private final Consumer<TokenRefused> refusals;

    /**
     * For these tokens.
     *
     * @param refusals told of each caller who is turned away; on any thread, and must return at once
     */
    Auth(List<Token> tokens, Consumer<TokenRefused> refusals) {
        this.tokens = List.copyOf(tokens);
        this.refusals = refusals;
    }

    /** The caller's token when it has one of the scopes, or the problem {@code unauthorized} or {@code forbidden}. */
    Token require(RoutingContext context, List<Scope> scopes) {
        List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        Token token = authenticate(headers);
        if (token == null) {
            refused(context, headers.isEmpty() ? "no_token" : "unknown_token", ServiceEvent.SERVICE, null);
            throw Problem.of(Kind.UNAUTHORIZED, "Send a valid token in the Authorization header.")
                    .exception();
        }
        if (scopes.stream().noneMatch(token.scopes()::contains)) {
            refused(context, "scope_missing", token.name(), token.tenant().orElse(null));
            String names = scopes.stream()
                    .map(scope -> '"' + scope.name().toLowerCase(Locale.ROOT) + '"')
                    .collect(Collectors.joining(" or "));
            throw Problem.of(Kind.FORBIDDEN, "The token lacks the scope " + names + ".")
                    .exception();
        }
        return token;
    }

    private void refused(RoutingContext context, String reason, String actor, @Nullable String tenant) {
        SocketAddress remote = context.request().remoteAddress();
        String ip = remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
        refusals.accept(new TokenRefused(reason, ip, actor, tenant));
    }

    private @Nullable Token authenticate(List<String> headers) {
        if (headers.size() != 1) {
            return null;
        }
        String secret = Credentials.token(headers.get(0));
        if (secret.isEmpty() || secret.length() > MAX_SECRET) {
            return null;
        }
        byte[] presented = TokenSecret.hash(secret);
        Token found = null;
        for (Token token : tokens) {
            if (token.secret().matches(presented)) {
                found = token;
            }
        }
        return found;
    }
}
