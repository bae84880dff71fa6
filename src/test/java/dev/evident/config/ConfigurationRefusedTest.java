package dev.evident.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad keys and values: each gives one line that names key, value and source. */
class ConfigurationRefusedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            textBlock =
                    """
        EVIDENT_API_PORT|eighty|api.port: "eighty" is not a number from 0 to 65535 (from EVIDENT_API_PORT)
        EVIDENT_API_PORT|65536|api.port: "65536" is not a number from 0 to 65535 (from EVIDENT_API_PORT)
        EVIDENT_API_PORT|-1|api.port: "-1" is not a number from 0 to 65535 (from EVIDENT_API_PORT)
        EVIDENT_API_PORT|4294967296|api.port: "4294967296" is not a number from 0 to 65535 (from EVIDENT_API_PORT)
        EVIDENT_API_PORT|tcp://10.0.0.1:80|api.port: "tcp://10.0.0.1:80" is not a number from 0 to 65535 (from EVIDENT_API_PORT)
        EVIDENT_API_PORT||api.port: "" is not a number from 0 to 65535 (from EVIDENT_API_PORT)
        EVIDENT_API_HOST|a b|api.host: "a b" is not a host name or address (from EVIDENT_API_HOST)
        EVIDENT_API_HOST||api.host: "" is not a host name or address (from EVIDENT_API_HOST)
        EVIDENT_METRICS_HOST|host.invalid|metrics.host: "host.invalid" is not the name or address of a host (from EVIDENT_METRICS_HOST)
        EVIDENT_TLS_KEY|k.pem|tls.key: is set, and cert is not: both belong together (from EVIDENT_TLS_KEY)
        EVIDENT_API_TLS_CERT|c.pem|viewer.api_url: is empty, and only one of API and page has TLS; a page calls by its own scheme. Give both a certificate (tls.cert), or say where browsers find the API
        EVIDENT_METRICS_TLS_CLIENT_CA|ca.pem|tls.client_ca: is set, and metrics has no certificate: set tls.cert
        EVIDENT_API_DEFAULT_LIMIT|1001|api.default_limit: "1001" is not a number from 0 to 1000 (from EVIDENT_API_DEFAULT_LIMIT)
        EVIDENT_API_MAX_EVENT_BYTES|1023|api.max_event_bytes: "1023" is not a number of bytes from 1024 to 16777216 (from EVIDENT_API_MAX_EVENT_BYTES)
        EVIDENT_API_MAX_EVENT_BYTES|1MiB|api.max_event_bytes: "1MiB" is not a number of bytes from 1024 to 16777216 (from EVIDENT_API_MAX_EVENT_BYTES)
        EVIDENT_API_MAX_BULK_BYTES|1048575|api.max_bulk_bytes: 1048575 is less than api.max_event_bytes, 1048576 (from EVIDENT_API_MAX_BULK_BYTES)
        EVIDENT_API_MAX_INFLIGHT_BYTES|1|api.max_inflight_bytes: 1 is less than api.max_bulk_bytes, 33554432: such a body could never be read (from EVIDENT_API_MAX_INFLIGHT_BYTES)
        EVIDENT_API_CORS_ORIGINS|*|api.cors_origins: "*" is not a list of origins such as https://audit.example.org (from EVIDENT_API_CORS_ORIGINS)
        EVIDENT_API_CORS_ORIGINS|https://a.example/|api.cors_origins: "https://a.example/" is not a list of origins such as https://audit.example.org (from EVIDENT_API_CORS_ORIGINS)
        EVIDENT_DATA_DIR||data.dir: "" is not a path (without ~) (from EVIDENT_DATA_DIR)
        EVIDENT_DATA_DIR|~/evident|data.dir: "~/evident" is not a path (without ~) (from EVIDENT_DATA_DIR)
        EVIDENT_STORE_KIND|oracle|store.kind: "oracle" is not sqlite or postgres (from EVIDENT_STORE_KIND)
        EVIDENT_STORE_KIND|postgres|store.postgres.uri: is empty, and store.kind is postgres: nothing says where the database is
        EVIDENT_STORE_POSTGRES_URI|db.example|store.postgres.uri: "db.example" is not an address such as postgresql://evident@db.example.org:5432/evident or empty (from EVIDENT_STORE_POSTGRES_URI)
        EVIDENT_STORE_POSTGRES_URI|postgresql://me:word@db/evident|store.postgres.uri: has a password; it belongs into store.postgres.password, which is never shown (from EVIDENT_STORE_POSTGRES_URI)
        EVIDENT_STORE_POSTGRES_URI|postgresql://me@db/evident?password=word|store.postgres.uri: has a password; it belongs into store.postgres.password, which is never shown (from EVIDENT_STORE_POSTGRES_URI)
        EVIDENT_STORE_QUEUE_EVENTS|0|store.queue_events: "0" is not a number from 1 to 10000000 (from EVIDENT_STORE_QUEUE_EVENTS)
        EVIDENT_STORE_QUEUE_BYTES|2000000|store.queue_bytes: 2000000 is less than api.max_bulk_bytes, 33554432: such a body could never be stored (from EVIDENT_STORE_QUEUE_BYTES)
        EVIDENT_STORE_DEDUP_WINDOW|32d|store.dedup_window: "32d" is not a length of time from 1h to 31d (from EVIDENT_STORE_DEDUP_WINDOW)
        EVIDENT_STORE_DEDUP_WINDOW|7|store.dedup_window: "7" is not a length of time from 1h to 31d (from EVIDENT_STORE_DEDUP_WINDOW)
        EVIDENT_STORE_READERS|65|store.readers: "65" is not a number from 1 to 64 (from EVIDENT_STORE_READERS)
        EVIDENT_INDEX_WAIT_MS|5s|index.wait_ms: "5s" is not a number from 0 to 30000 (from EVIDENT_INDEX_WAIT_MS)
        EVIDENT_LOG_ORIGIN|my log|log.origin: "my log" is not a name such as log.example.org/audit (1 to 255 bytes, without spaces and +) (from EVIDENT_LOG_ORIGIN)
        EVIDENT_LOG_ORIGIN|a+b|log.origin: "a+b" is not a name such as log.example.org/audit (1 to 255 bytes, without spaces and +) (from EVIDENT_LOG_ORIGIN)
        EVIDENT_LOG_ORIGIN||log.origin: "" is not a name such as log.example.org/audit (1 to 255 bytes, without spaces and +) (from EVIDENT_LOG_ORIGIN)
        EVIDENT_DATA_DIR|/tmp/\ufffd\ufffd|data.dir: has characters that cannot be read in this locale: set LC_ALL=C.UTF-8, or write it in the configuration file (from EVIDENT_DATA_DIR)
        EVIDENT_LOG_PUBLIC|yes|log.public: "yes" is not true or false (from EVIDENT_LOG_PUBLIC)
        EVIDENT_LOGGING_FORMAT|xml|logging.format: "xml" is not text or json (from EVIDENT_LOGGING_FORMAT)
        EVIDENT_LOGGING_LEVEL|trace|logging.level: "trace" is not error or warn or info or debug (from EVIDENT_LOGGING_LEVEL)
        """)
    void aBadValueInTheEnvironment(String variable, @org.jspecify.annotations.Nullable String value, String message) {
        assertThat(refusal(Written.nothing().environment(variable, value == null ? "" : value)))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            textBlock =
                    """
        api: { prot: 1 }|api.prot: unknown key, did you mean api.port? (from test.yaml)
        apo: { port: 1 }|apo: unknown key, did you mean api? (from test.yaml)
        store: { sqlite: { pth: x } }|store.sqlite.pth: unknown key, did you mean store.sqlite.path? (from test.yaml)
        something: 1|something: unknown key (from test.yaml)
        api:|api: is a section: its keys go below it, indented (from test.yaml)
        api: 8000|api: is a section: its keys go below it, indented (from test.yaml)
        store: { sqlite: [] }|store.sqlite: is a section: its keys go below it, indented (from test.yaml)
        api: { port: }|api.port: has no value; it takes a number from 0 to 65535 (from test.yaml)
        api: { port: [1] }|api.port: this list is not a number from 0 to 65535 (from test.yaml)
        api: { port: { a: 1 } }|api.port: a section is not a number from 0 to 65535 (from test.yaml)
        api: { port: 80.5 }|api.port: "80.5" is not a number from 0 to 65535 (from test.yaml)
        api: { port: "80\\n90" }|api.port: "80?90" is not a number from 0 to 65535 (from test.yaml)
        api: { port: 1, port: 2 }|test.yaml line 1: found duplicate key port
        api: { port: 1|test.yaml line 1: expected ',' or '}', but got <stream end>
        [1, 2]|test.yaml: is not a set of keys and values
        api: { cors_origins: { a: b } }|api.cors_origins: a section is not a list of origins such as https://audit.example.org (from test.yaml)
        log: { witnesses: [a] }|log.witnesses[0]: takes url, key (from test.yaml)
        log: { witnesses: [{uri: a}] }|log.witnesses[0].uri: unknown key, did you mean url? (from test.yaml)
        log: { witnesses: [{url: "https://w.example"}] }|log.witnesses[0].key: has no value; it takes a verifier key (name+id+base64) (from test.yaml)
        log: { witnesses: [{url: "https://w.example", key: "a"}] }|log.witnesses[0].key: "a": A verifier key is a name, an id and a key, with a plus in between. (from test.yaml)
        log: { witnesses: [{url: "https://w.example", key: "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"}] }|log.witnesses[0].key: "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6" is a key of the other kind: a witness's is required (from test.yaml)
        log: { witnesses: [{url: "https://me:word@w.example", key: a}] }|log.witnesses[0].url: "https://…@w.example" is not a URL such as https://witness.example.org/evident (from test.yaml)
        log: { witnesses: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] }|log.witnesses: this list is not a list of up to 16 witnesses (from test.yaml)
        witness: { logs: [{keys: []}] }|witness.logs[0].origin: has no value; it takes a name such as log.example.org/audit (1 to 255 bytes, without spaces and +) (from test.yaml)
        witness: { logs: [{origin: a, keys: []}] }|witness.logs[0].keys: this list is not a list of 1 to 16 keys, each a verifier key (name+id+base64) (from test.yaml)
        witness: { name: "a b" }|witness.name: "a b" is not a name such as log.example.org/audit (1 to 255 bytes, without spaces and +) or empty (from test.yaml)
        <<: { api: 1 }|<<: unknown key (from test.yaml)
        """)
    void aBadFile(String yaml, String message) {
        assertThat(refusal(Written.file(yaml.replace("\\n", "\\n")))).isEqualTo(message);
    }

    @Test
    void aBadValueInAProperty() {
        assertThat(refusal(Written.nothing().property("api.port", "x")))
                .isEqualTo("api.port: \"x\" is not a number from 0 to 65535 (from -Dapi.port)");
        assertThat(refusal(Written.nothing().property("evident.api.port", "x")))
                .isEqualTo("api.port: \"x\" is not a number from 0 to 65535 (from -Devident.api.port)");
        assertThat(refusal(Written.nothing().property("evident.api.prot", "1")))
                .isEqualTo("api.prot: unknown key, did you mean api.port? (from -Devident.api.prot)");
        assertThat(Written.nothing().property("api.prot", "1").read().api().port())
                .isEqualTo(8000);
    }

    @Test
    void aBadFileIsRefusedEvenWhereTheEnvironmentOverridesTheKey() {
        assertThat(refusal(Written.file("api: { prot: 1 }").environment("EVIDENT_API_PORT", "1")))
                .startsWith("api.prot: unknown key");
    }

    @Test
    void aLongValueIsCut() {
        assertThat(refusal(Written.nothing().environment("EVIDENT_API_PORT", "9".repeat(10_000))))
                .hasSizeLessThan(200);
    }

    @Test
    void recordsRefuseByThemselvesWhatDoesNotGoTogether() {
        assertThatThrownBy(() -> new Configuration.Log(
                        "a", false, List.of(), true, Duration.ofMinutes(5), Configuration.ClockBehind.REFUSE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("witness_required: is true, and log.witnesses has none: nothing could be written");
    }

    private static String refusal(Written written) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, written::read);
        assertThat(refused).isNotNull();
        return String.valueOf(refused.getMessage());
    }
}
