package dev.evident.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A component of a record is a key: nothing else has to be written for it. */
class MapperTest {
    private static final String DEFAULTS = "{ database: { uri: '', pool_size: 4 }, peers: [] }";

    record Root(Database database, List<Peer> peers) {}

    record Database(@Setting(secret = true) Optional<String> uri, @Setting(min = "1", max = "9") int poolSize) {
        Database {
            if (uri.isEmpty() && poolSize > 4) {
                throw new ConfigurationException("pool_size", poolSize + " needs a database.uri");
            }
        }
    }

    record Peer(@Setting(Form.HOST) String host, Optional<Path> log) {}

    @Test
    void sectionsListsOptionalsAndSecretsAreRead(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("uri"), "db://user:word@host\n");
        Settings settings = settings("{ database: { uri: file:uri }, peers: [{ host: a, log: x }, { host: b }] }");
        settings.addEnvironment(Map.of("EVIDENT_DATABASE_POOL_SIZE", "9"));
        Mapper mapper = new Mapper(settings, directory);

        assertThat(mapper.read(Root.class))
                .isEqualTo(new Root(
                        new Database(Optional.of("db://user:word@host"), 9),
                        List.of(new Peer("a", Optional.of(Path.of("x"))), new Peer("b", Optional.empty()))));
        assertThat(mapper.values()).containsOnlyKeys("database.pool_size", "peers");
    }

    @Test
    void aConstructorNamesTheKeyInItsRecordAndTheMapperThePathAndTheSource() {
        assertThatThrownBy(() -> read("{ database: { pool_size: 5 } }"))
                .hasMessage("database.pool_size: 5 needs a database.uri (from test.yaml)");
        assertThatThrownBy(() -> read("{ database: { uri: [1] } }"))
                .hasMessage("database.uri: this list is not a text or empty (from test.yaml)");
        assertThatThrownBy(() -> read("{ peers: [{ host: a, log: }] }"))
                .hasMessage("peers[0].log: has no value; it takes a path (without ~) (from test.yaml)");
    }

    private static Root read(String yaml) {
        return new Mapper(settings(yaml), Path.of("")).read(Root.class);
    }

    private static Settings settings(String yaml) {
        Settings settings = new Settings(Root.class, StrictYaml.map("defaults", DEFAULTS));
        settings.addFile("test.yaml", StrictYaml.map("test.yaml", yaml));
        return settings;
    }
}
