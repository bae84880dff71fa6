package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A right to use the API. {@code toString} shows the name alone.
 *
 * @param name unique; may appear in logs. Of a token without secret, the subject of the certificates that stand for it
 * @param secret what it is known by; empty where a client's certificate alone may stand for it
 * @param scopes what it allows, at least one
 * @param tenant the tenant that its events are stamped with and that it alone may see, if it is bound to one
 * @param expires when it is of no use any more, if ever
 */
public record Token(
        @Setting(Form.TOKEN_NAME) String name,
        @Setting(secret = true) Optional<TokenSecret> secret,
        @Setting(min = "1", max = "4") Set<Scope> scopes,
        @Setting(Form.TENANT) Optional<String> tenant,
        Optional<Instant> expires) {

    public Token {
        scopes = Set.copyOf(scopes);
    }

    /**
     * Refuses tokens that cannot be told apart, or that anybody could guess.
     *
     * @param exposed listeners that are not on loopback
     * @param certificates whether clients of the API may present certificates
     */
    static void check(List<Token> tokens, List<Exposure.Listening> exposed, boolean certificates) {
        if (tokens.isEmpty()) {
            throw new ConfigurationException("tokens", "at least one token is required");
        }
        for (int i = 0; i < tokens.size(); i++) {
            String path = "tokens[" + i + "].secret";
            if (tokens.get(i).secret.isEmpty()) {
                if (!certificates) {
                    throw new ConfigurationException(path, "has no value; it takes a text (quote it in the file)");
                }
                requireSubject(tokens.get(i).name, "tokens[" + i + "].name");
                continue;
            }
            TokenSecret secret = tokens.get(i).secret.get();
            for (int j = 0; j < i; j++) {
                if (tokens.get(j).secret.filter(secret::equals).isPresent()) {
                    throw new ConfigurationException(path, "tokens[" + j + "] has the same secret");
                }
            }
            if (secret.guessable() && !exposed.isEmpty()) {
                Exposure.Listening first = exposed.get(0);
                throw new ConfigurationException(
                        path,
                        (secret.isDemo() ? "the demo secret" : "a secret shorter than 16 characters")
                                + " is accepted on loopback only, and " + first.section() + ".host is "
                                + quoted(first.host()) + "; make a token with: evident token create");
            }
        }
    }

    /** Whether its time is over. */
    public boolean isExpired(Instant now) {
        return expires.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** The subject of the certificates that stand for this token; only of one without a secret. */
    public X500Principal subject() {
        return new X500Principal(name);
    }

    private static void requireSubject(String name, String path) {
        try {
            new X500Principal(name);
        } catch (IllegalArgumentException noSubject) {
            throw new ConfigurationException(
                    path,
                    quoted(name) + " is not the subject of a certificate, such as CN=erp,O=Acme, and the token has no"
                            + " secret");
        }
    }

    @Override
    public String toString() {
        return "Token[" + name + "]";
    }
}
