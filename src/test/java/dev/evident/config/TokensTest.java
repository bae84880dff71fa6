package dev.evident.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String SECRET = "correct-horse-battery-staple";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            textBlock =
                    """
        []|tokens: at least one token is required
        5|tokens: this text is not a list of tokens
        [5]|tokens[0]: takes name, secret, scopes, tenant, expires
        [{}]|tokens[0].name: has no value; it takes a name of 1 to 100 characters
        [{name: a, scopes: [read]}]|tokens[0].secret: has no value; it takes a text (quote it in the file)
        [{name: a, secret: [x], scopes: [read]}]|tokens[0].secret: this list is not a text (quote it in the file)
        [{secret: SECRET, scopes: [read]}]|tokens[0].name: has no value; it takes a name of 1 to 100 characters
        [{name: "", secret: SECRET, scopes: [read]}]|tokens[0].name: "" is not a name of 1 to 100 characters
        [{name: a, secret: SECRET}]|tokens[0].scopes: has no value; it takes a list of 1 to 4 scopes, each write or read or verify or admin
        [{name: a, secret: SECRET, scopes: []}]|tokens[0].scopes: this list is not a list of 1 to 4 scopes, each write or read or verify or admin
        [{name: a, secret: SECRET, scopes: [all]}]|tokens[0].scopes[0]: "all" is not write or read or verify or admin
        [{name: a, secret: SECRET, scope: [read]}]|tokens[0].scope: unknown key, did you mean scopes?
        [{name: a, secret: SECRET, scopes: [read], expires: tomorrow}]|tokens[0].expires: "tomorrow" is not a time such as 2027-01-31T12:00:00Z
        [{name: a, secret: SECRET, scopes: [read], tenant: ""}]|tokens[0].tenant: "" is not a name of 1 to 200 characters; leave the key out for a token of every tenant
        [{name: a, secret: SECRET, scopes: [read]}, {name: a, secret: SECRET2, scopes: [read]}]|tokens[1].name: "a" is the name of tokens[0] too
        [{name: a, secret: SECRET, scopes: [read]}, {name: b, secret: SECRET, scopes: [read]}]|tokens[1].secret: tokens[0] has the same secret
        [{name: a, secret: "sha256:SECRET", scopes: [read]}]|tokens[0].secret: 64 hexadecimal digits must follow sha256:
        [{name: a, secret: "two SECRET", scopes: [read]}]|tokens[0].secret: a secret has 1 to 1000 characters, all of them printable ASCII without spaces
        [{name: a, secret: "", scopes: [read]}]|tokens[0].secret: a secret has 1 to 1000 characters, all of them printable ASCII without spaces
        """)
    void aTokenThatIsRefusedNeverShowsItsSecret(String tokens, String message) {
        String yaml = "tokens: " + tokens.replace("SECRET", SECRET);

        assertThat(refusal(Written.file(yaml)))
                .isEqualTo(message + " (from test.yaml)")
                .doesNotContain(SECRET);
    }

    @Test
    void aListThatCannotBeReadShowsNothingOfIt() {
        assertThat(refusal(
                        Written.nothing().environment("EVIDENT_TOKENS", "[{\"name\": \"a\", \"secret\": \"" + SECRET)))
                .doesNotContain(SECRET)
                .isEqualTo("tokens: this text is not a list of tokens (from EVIDENT_TOKENS)");
        assertThat(refusal(Written.file("tokens: { secret: " + SECRET + " }"))).doesNotContain(SECRET);
        assertThat(refusal(Written.file("tokens: [{ name: a, secret: " + SECRET)))
                .doesNotContain(SECRET);
    }

    @Test
    void nothingOfAConfigurationShowsASecret() {
        Configuration configuration = Written.file("tokens: [{name: erp, secret: " + SECRET + ", scopes: [read]}]")
                .read();

        assertThat(configuration.toString()).contains("Token[erp]").doesNotContain(SECRET);
    }

    @Test
    void aSecretIsPlainOrHashedOrInAFile(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("plain"), "  " + SECRET + " \nmore\n");
        String hash = HexFormat.of().withUpperCase().formatHex(TokenSecret.hash(SECRET));
        Files.writeString(directory.resolve("hashed"), "sha256:" + hash + "\n");

        for (String written : new String[] {
            SECRET, "sha256:" + hash, "file:plain", "file:hashed", "file:" + directory.resolve("plain")
        }) {
            Configuration configuration = Written.file(
                            "tokens: [{name: a, secret: '" + written + "', scopes: 'write, read'}]")
                    .directory(directory)
                    .read();
            Token token = configuration.tokens().get(0);
            assertThat(token.secret().orElseThrow().matches(TokenSecret.hash(SECRET)))
                    .as(written)
                    .isTrue();
            assertThat(token.secret().orElseThrow().guessable()).as(written).isFalse();
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamed(@TempDir Path directory) {
        assertThat(refusal(Written.file("tokens: [{name: a, secret: 'file:none', scopes: [read]}]")
                        .directory(directory)))
                .isEqualTo("tokens[0].secret: there is no file \"" + directory.resolve("none") + "\" (from test.yaml)");
        assertThat(refusal(Written.file("tokens: [{name: a, secret: 'file:.', scopes: [read]}]")
                        .directory(directory)))
                .isEqualTo("tokens[0].secret: cannot read the file \".\" (from test.yaml)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"API", "VIEWER", "METRICS"})
    void theDemoSecretStaysOnLoopback(String listener) {
        Written exposed = Written.nothing().environment("EVIDENT_" + listener + "_HOST", "0.0.0.0");
        String refused = "tokens[0].secret: the demo secret is accepted on loopback only, and "
                + listener.toLowerCase(java.util.Locale.ROOT)
                + ".host is \"0.0.0.0\"; make a token with: evident token create";

        assertThat(refusal(exposed)).isEqualTo(refused);
        assertThat(refusal(exposed.environment(
                        "EVIDENT_TOKENS",
                        "[{name: a, scopes: [read], secret: 'sha256:"
                                + HexFormat.of().formatHex(TokenSecret.hash("secret_token")) + "'}]")))
                .isEqualTo(refused + " (from EVIDENT_TOKENS)");
    }

    @Test
    void aShortSecretStaysOnLoopback() {
        Written fifteen = Written.file("tokens: [{name: a, secret: 123456789012345, scopes: [read]}]");
        Written sixteen = Written.file("tokens: [{name: a, secret: 1234567890123456, scopes: [read]}]");

        assertThat(fifteen.read().tokens()).hasSize(1);
        assertThat(refusal(fifteen.environment("EVIDENT_API_HOST", "::")))
                .isEqualTo("tokens[0].secret: a secret shorter than 16 characters is accepted on loopback only, and"
                        + " api.host is \"::\"; make a token with: evident token create (from test.yaml)");
        assertThat(sixteen.environment("EVIDENT_API_HOST", "::")
                        .environment("EVIDENT_ALLOW_PLAINTEXT", "true")
                        .read()
                        .tokens())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"API", "VIEWER", "METRICS"})
    void nothingLeavesLoopbackInPlaintextUnlessSomebodySaysSo(String listener) {
        String section = listener.toLowerCase(java.util.Locale.ROOT);
        Written exposed = Written.file("tokens: [{name: a, secret: " + SECRET + ", scopes: [read]}]")
                .environment("EVIDENT_" + listener + "_HOST", "0.0.0.0");

        assertThat(refusal(exposed))
                .isEqualTo(section + ".host: \"0.0.0.0\" is not on loopback, and there is no TLS: set tls.cert and"
                        + " tls.key (a first pair: evident tls self-signed), or allow_plaintext: true where something"
                        + " else encrypts (from EVIDENT_" + listener + "_HOST)");
        assertThat(exposed.environment("EVIDENT_TLS_CERT", "c.pem").load().warnings())
                .isEmpty();
        assertThat(exposed.environment("EVIDENT_ALLOW_PLAINTEXT", "true").load().warnings())
                .singleElement()
                .asString()
                .startsWith(section + " listens on 0.0.0.0 without TLS (allow_plaintext): everybody on the way reads ");
    }

    @Test
    void aTokenWithoutASecretIsForCertificatesAndHasTheirSubjectAsItsName() {
        String tokens = "tokens: [{name: \"NAME\", scopes: [read]}]";
        Written certificates = Written.file(tokens.replace("NAME", "CN=erp, O=Acme"))
                .environment("EVIDENT_TLS_CERT", "c.pem")
                .environment("EVIDENT_TLS_CLIENT_CA", "ca.pem");

        assertThat(certificates.read().tokens().get(0).subject())
                .isEqualTo(new javax.security.auth.x500.X500Principal("cn=ERP,o=acme"));
        assertThat(refusal(Written.file(tokens.replace("NAME", "erp"))
                        .environment("EVIDENT_TLS_CERT", "c.pem")
                        .environment("EVIDENT_TLS_CLIENT_CA", "ca.pem")))
                .isEqualTo("tokens[0].name: \"erp\" is not the subject of a certificate, such as CN=erp,O=Acme, and"
                        + " the token has no secret (from test.yaml)");
    }

    @Test
    void aGeneratedTokenTellsWhenItWasMistyped() {
        String made = GeneratedToken.create();

        assertThat(made).matches("evd_[0-9A-Za-z]{49}").isNotEqualTo(GeneratedToken.create());
        assertThat(GeneratedToken.isMistyped(made)).isFalse();
        assertThat(GeneratedToken.isMistyped(SECRET)).isFalse();
        for (int i = 4; i < made.length(); i++) {
            char other = made.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(GeneratedToken.isMistyped(made.substring(0, i) + other + made.substring(i + 1)))
                    .isTrue();
            assertThat(GeneratedToken.isMistyped(made.substring(0, i))).isTrue();
        }
        assertThat(refusal(Written.file("tokens: [{name: a, secret: " + made + "x, scopes: [read]}]")))
                .isEqualTo("tokens[0].secret: a secret that begins with evd_ is mistyped or cut off (from test.yaml)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void loopbackHasManyNames(String host) {
        assertThat(Written.nothing()
                        .environment("EVIDENT_API_HOST", host)
                        .read()
                        .api()
                        .host())
                .isEqualTo(host);
    }

    private static String refusal(Written written) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, written::read);
        assertThat(refused).isNotNull();
        return String.valueOf(refused.getMessage());
    }
}
