package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A right to use the API. {@code toString} shows the name alone.
 *
 * @param name unique; may appear in logs
 * @param scopes what it allows, at least one
 * @param tenant the tenant that its events are stamped with and that it alone may see, if it is bound to one
 */
public record Token(
        @Setting(Form.TOKEN_NAME) String name,
        @Setting(secret = true) TokenSecret secret,
        @Setting(min = "1", max = "4") Set<Scope> scopes,
        @Setting(Form.TENANT) Optional<String> tenant) {

    public Token {
        scopes = Set.copyOf(scopes);
    }

    /**
     * Refuses tokens that cannot be told apart, or that anybody could guess.
     *
     * @param exposedHosts hosts of listeners that are not on loopback, by key
     */
    static void check(List<Token> tokens, Map<String, String> exposedHosts) {
        if (tokens.isEmpty()) {
            throw new ConfigurationException("tokens", "at least one token is required");
        }
        for (int i = 0; i < tokens.size(); i++) {
            TokenSecret secret = tokens.get(i).secret;
            String path = "tokens[" + i + "].secret";
            for (int j = 0; j < i; j++) {
                if (secret.matches(tokens.get(j).secret.hash())) {
                    throw new ConfigurationException(path, "tokens[" + j + "] has the same secret");
                }
            }
            if (secret.guessable() && !exposedHosts.isEmpty()) {
                Map.Entry<String, String> host =
                        exposedHosts.entrySet().iterator().next();
                throw new ConfigurationException(
                        path,
                        (secret.isDemo() ? "the demo secret" : "a secret shorter than 16 characters")
                                + " is accepted on loopback only, and " + host.getKey() + " is "
                                + quoted(host.getValue()) + "; make a secret with: openssl rand -hex 32");
            }
        }
    }

    @Override
    public String toString() {
        return "Token[" + name + "]";
    }
}
