package dev.evident.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.Configuration.Compression;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.config.Configuration.LogFormat;
import dev.evident.config.Configuration.LogLevel;
import dev.evident.config.Configuration.StoreKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where values come from, and which source wins. */
class ConfigurationSourcesTest {

    @Test
    void withoutAnySourceEveryKeyHasItsDefault() {
        Configuration configuration = Written.nothing().read();

        assertThat(configuration.api().host()).isEqualTo("127.0.0.1");
        assertThat(configuration.api().port()).isEqualTo(8000);
        assertThat(configuration.api().defaultLimit()).isEqualTo(100);
        assertThat(configuration.api().maxEventBytes()).isEqualTo(1048576);
        assertThat(configuration.api().maxBulkBytes()).isEqualTo(33554432);
        assertThat(configuration.api().maxInflightBytes())
                .isEqualTo(Math.max(33554432, Runtime.getRuntime().maxMemory() / 8));
        assertThat(configuration.api().corsOrigins()).isEmpty();
        assertThat(configuration.viewer())
                .isEqualTo(new Configuration.Viewer(
                        "127.0.0.1", 5000, Optional.empty(), List.of(), Optional.empty(), Tls.none()));
        assertThat(configuration.metrics()).isEqualTo(new Configuration.Metrics("127.0.0.1", 8001, Tls.none()));
        assertThat(configuration.data().dir()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(configuration.sqliteFile())
                .isEqualTo(Path.of("data", "events.db").toAbsolutePath());
        assertThat(configuration.store())
                .isEqualTo(new Configuration.Store(
                        StoreKind.SQLITE,
                        50000,
                        67108864,
                        2,
                        HeadFileMode.COMMIT,
                        Compression.ZSTD,
                        Duration.ofDays(7),
                        Duration.ofDays(7),
                        new Configuration.Sqlite(Optional.empty()),
                        new Configuration.Postgres(Optional.empty(), Optional.empty())));
        assertThat(configuration.index().waitMs()).isEqualTo(5000);
        assertThat(configuration.logging()).isEqualTo(new Configuration.Logging(LogFormat.TEXT, LogLevel.INFO));
        assertThat(configuration.tokens()).singleElement().satisfies(token -> {
            assertThat(token.name()).isEqualTo("demo");
            assertThat(token.secret().orElseThrow().matches(TokenSecret.hash("secret_token")))
                    .isTrue();
            assertThat(token.scopes()).isEqualTo(Set.of(Scope.WRITE, Scope.READ));
            assertThat(token.tenant()).isEmpty();
            assertThat(token.secret().orElseThrow().isDemo()).isTrue();
        });
    }

    @Test
    void theFileOverridesDefaultsTheEnvironmentTheFileAndPropertiesTheEnvironment() {
        Written file = Written.file("api: { port: 1 }");
        Written environment = file.environment("EVIDENT_API_PORT", "2");
        Written property = environment.property("api.port", "3");
        Written longProperty = property.property("evident.api.port", "4");

        assertThat(file.read().api().port()).isEqualTo(1);
        assertThat(environment.read().api().port()).isEqualTo(2);
        assertThat(property.read().api().port()).isEqualTo(3);
        assertThat(longProperty.read().api().port()).isEqualTo(4);
    }

    @Test
    void everyKeyHasAnEnvironmentVariableOfItsOwn() {
        assertThat(Key.tree(Configuration.class, "").map(Key::environment))
                .doesNotHaveDuplicates()
                .contains("EVIDENT_STORE_SQLITE_PATH", "EVIDENT_API_DEFAULT_LIMIT", "EVIDENT_TOKENS");
        assertThat(Written.nothing()
                        .environment("EVIDENT_STORE_SQLITE_PATH", "/srv/e.db")
                        .read()
                        .sqliteFile())
                .isEqualTo(Path.of("/srv/e.db"));
        assertThat(Written.nothing()
                        .environment("EVIDENT_API_DEFAULT_LIMIT", "0")
                        .read()
                        .api()
                        .defaultLimit())
                .isZero();
    }

    @Test
    void listsAreWrittenAsJsonOrSeparatedByCommas() {
        List<String> origins = List.of("https://a.example", "http://b.example:8080");

        assertThat(Written.nothing()
                        .environment("EVIDENT_API_CORS_ORIGINS", "[\"https://a.example\", \"http://b.example:8080\"]")
                        .read()
                        .api()
                        .corsOrigins())
                .isEqualTo(origins);
        assertThat(Written.nothing()
                        .environment("EVIDENT_API_CORS_ORIGINS", "https://a.example, http://b.example:8080")
                        .read()
                        .api()
                        .corsOrigins())
                .isEqualTo(origins);
        assertThat(Written.nothing()
                        .environment(
                                "EVIDENT_TOKENS",
                                "[{\"name\":\"erp\",\"secret\":\"a-long-enough-secret\",\"scopes\":[\"write\"],"
                                        + "\"tenant\":\"acme/1\"}]")
                        .read()
                        .tokens())
                .singleElement()
                .satisfies(token -> {
                    assertThat(token.name()).isEqualTo("erp");
                    assertThat(token.scopes()).containsExactly(Scope.WRITE);
                    assertThat(token.tenant()).isEqualTo(Optional.of("acme/1"));
                });
    }

    @Test
    void plainScalarsStayTheTextThatWasWritten() {
        assertThat(Written.file(
                                """
                                tokens:
                                  - { name: no, secret: 01234567890123456, scopes: [read], tenant: 1.10 }
                                """)
                        .read()
                        .tokens())
                .singleElement()
                .satisfies(token -> {
                    assertThat(token.name()).isEqualTo("no");
                    assertThat(token.tenant()).contains("1.10");
                    assertThat(token.secret().orElseThrow().matches(TokenSecret.hash("01234567890123456")))
                            .isTrue();
                });
        assertThat(Written.file("api: { port: 0010 }").read().api().port()).isEqualTo(10);
    }

    @Test
    void anUnknownVariableIsNoErrorButAWarning() {
        assertThat(Written.nothing()
                        .environment("EVIDENT_SERVICE_HOST", "10.0.0.1")
                        .environment("EVIDENT_API_PROT", "1")
                        .environment("PATH", "/bin")
                        .load()
                        .warnings())
                .containsExactly(
                        "the environment variable EVIDENT_API_PROT sets nothing, did you mean EVIDENT_API_PORT?",
                        "the environment variable EVIDENT_SERVICE_HOST sets nothing");
    }

    @Test
    void theNamedFileIsReadAndTheOneInTheJarWhereThereIsNone(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("mine.yaml"), "viewer: { port: 5001 }");

        ConfigurationLoader.Loaded named = ConfigurationLoader.load(Optional.of(file));
        ConfigurationLoader.Loaded usual = ConfigurationLoader.load(Optional.empty());

        assertThat(named.configuration().viewer().port()).isEqualTo(5001);
        assertThat(named.origin()).isEqualTo(file.toString());
        assertThat(usual.configuration().viewer().port()).isEqualTo(5000);
        assertThatThrownBy(() -> ConfigurationLoader.load(Optional.of(directory.resolve("none.yaml"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(directory.resolve("none.yaml") + ": there is no such file");
    }
}
