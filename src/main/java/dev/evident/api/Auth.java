package dev.evident.api;

import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says who calls, by the token in {@code Authorization}, raw or after {@code Bearer}. Only hashes are compared, all of
 * them each time and in constant time. Thread-safe.
 */
final class Auth {
    private static final String BEARER = "bearer ";
    private static final int MAX_SECRET = 1_024;

    private final List<Token> tokens;

    Auth(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** The caller's token when it has one of the scopes, or the problem {@code unauthorized} or {@code forbidden}. */
    Token require(RoutingContext context, List<Scope> scopes) {
        Token token = authenticate(context.request().headers().getAll(HttpHeaders.AUTHORIZATION));
        if (token == null) {
            throw Problem.of(Kind.UNAUTHORIZED, "Send a valid token in the Authorization header.")
                    .exception();
        }
        if (scopes.stream().noneMatch(token.scopes()::contains)) {
            String names = scopes.stream()
                    .map(scope -> '"' + scope.name().toLowerCase(Locale.ROOT) + '"')
                    .collect(Collectors.joining(" or "));
            throw Problem.of(Kind.FORBIDDEN, "The token lacks the scope " + names + ".")
                    .exception();
        }
        return token;
    }

    private @Nullable Token authenticate(List<String> headers) {
        if (headers.size() != 1) {
            return null;
        }
        String secret = headers.get(0).strip();
        if (secret.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            secret = secret.substring(BEARER.length()).strip();
        }
        if (secret.isEmpty() || secret.length() > MAX_SECRET) {
            return null;
        }
        byte[] presented = Token.hash(secret);
        Token found = null;
        for (Token token : tokens) {
            if (token.matches(presented)) {
                found = token;
            }
        }
        return found;
    }
}
