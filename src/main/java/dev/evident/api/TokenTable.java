package dev.evident.api;

import dev.evident.config.Token;
import dev.evident.config.TokenSecret;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that there are, found by the SHA-256 of a secret or by the subject of a certificate: nobody can choose a
 * hash, so how long looking it up takes tells nothing of a secret. Immutable.
 */
final class TokenTable {
    private final Map<ByteBuffer, Token> bySecret = new HashMap<>();
    private final Map<X500Principal, Token> bySubject = new HashMap<>();

    TokenTable(List<Token> tokens) {
        for (Token token : tokens) {
            token.secret()
                    .ifPresentOrElse(
                            secret -> bySecret.put(ByteBuffer.wrap(secret.hash()), token),
                            () -> bySubject.put(token.subject(), token));
        }
    }

    /** The token with this secret; null for none. */
    @Nullable
    Token bySecret(String presented) {
        return bySecret.get(ByteBuffer.wrap(TokenSecret.hash(presented)));
    }

    /**
     * The token that a client's certificate stands for; null for none.
     *
     * @param chain as TLS has verified it, the client's own first
     */
    @Nullable
    Token byCertificate(List<Certificate> chain) {
        return !chain.isEmpty() && chain.get(0) instanceof X509Certificate own
                ? bySubject.get(own.getSubjectX500Principal())
                : null;
    }

    /** Whether there is just this token. */
    boolean has(Token token) {
        Token found = token.secret().isPresent()
                ? bySecret.get(ByteBuffer.wrap(token.secret().get().hash()))
                : bySubject.get(token.subject());
        return token.equals(found);
    }
}
