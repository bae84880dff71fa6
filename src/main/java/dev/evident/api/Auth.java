package dev.evident.api;

import dev.evident.bus.AuditMessages.TokenRefused;
import dev.evident.config.GeneratedToken;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ServiceEvent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Says who calls, by the token in {@code Authorization}, see {@link Credentials}, or, where there is none, by the
 * certificate that TLS has verified. Thread-safe.
 */
final class Auth {
    private static final int MAX_SECRET = 1_024;

    private volatile TokenTable tokens;
    private final Consumer<TokenRefused> refusals;
    private final InstantSource clock;

    /**
     * For these tokens.
     *
     * @param refusals told of each caller who is turned away; on any thread, and must return at once
     */
    Auth(List<Token> tokens, Consumer<TokenRefused> refusals, InstantSource clock) {
        this.tokens = new TokenTable(tokens);
        this.refusals = refusals;
        this.clock = clock;
    }

    /** These hold from now on. */
    void setTokens(List<Token> changed) {
        tokens = new TokenTable(changed);
    }

    /** Whether a caller who came with this token may go on: it is still there, with the same rights, and has not expired. */
    boolean isValid(Token token) {
        return tokens.has(token) && !token.isExpired(clock.instant());
    }

    /** The caller's token when it has one of the scopes, or the problem {@code unauthorized} or {@code forbidden}. */
    Token require(RoutingContext context, List<Scope> scopes) {
        List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        Token token = headers.isEmpty() ? byCertificate(context.request().connection()) : bySecret(headers);
        if (token == null) {
            refused(context, headers.isEmpty() ? "no_token" : "unknown_token", ServiceEvent.SERVICE, null);
            throw Problem.of(Kind.UNAUTHORIZED, "Send a valid token in the Authorization header.")
                    .exception();
        }
        if (token.isExpired(clock.instant())) {
            refused(context, "expired_token", token.name(), token.tenant().orElse(null));
            throw Problem.of(Kind.UNAUTHORIZED, "The token has expired.").exception();
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

    private @Nullable Token bySecret(List<String> headers) {
        if (headers.size() != 1) {
            return null;
        }
        String secret = Credentials.token(headers.get(0));
        boolean possible = !secret.isEmpty() && secret.length() <= MAX_SECRET && !GeneratedToken.isMistyped(secret);
        return possible ? tokens.bySecret(secret) : null;
    }

    private @Nullable Token byCertificate(HttpConnection connection) {
        if (!connection.isSsl()) {
            return null;
        }
        try {
            return tokens.byCertificate(connection.peerCertificates());
        } catch (SSLPeerUnverifiedException without) {
            return null;
        }
    }
}
