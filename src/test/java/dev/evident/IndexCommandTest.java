package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Commands.Printed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code evident index} as its operator sees it. */
class IndexCommandTest {
    private RunningService service;

    @BeforeEach
    void start() {
        service = RunningService.start();
        for (int i = 0; i < 30; i++) {
            service.client()
                    .post("{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"number\":" + i
                            + ",\"same\":true}}");
        }
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void itShowsSegmentsAndWhatTakesTheBytesBesideTheServiceAndWithoutIt() {
        service.restart(); // which commits
        assertShown(Commands.run(service.configuration(), "index"));
        service.stop();
        assertShown(Commands.run(service.configuration(), "index", "--fields", "100"));
    }

    @Test
    void anIndexThatIsNotThereOrCannotBeReadIsSaidToBe() throws IOException {
        service.stop();
        Path index = service.data().resolve("index");
        for (Path file : files(index)) {
            if (file.getFileName().toString().startsWith("segments_")) {
                Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
            }
        }
        Printed damaged = Commands.run(service.configuration(), "index").requireStatus(1);
        assertThat(damaged.err()).contains("cannot be read").contains("evident reindex");

        for (Path file : files(index)) {
            Files.delete(file);
        }
        Printed missing = Commands.run(service.configuration(), "index").requireStatus(1);
        assertThat(missing.err()).contains("there is no index in");
    }

    private static void assertShown(Printed printed) {
        List<String> lines = printed.requireStatus(0).out().lines().toList();
        assertThat(lines.get(0)).contains(" events, ").contains(" B an event, layout ");
        assertThat(lines).anyMatch(line -> line.matches("_\\S+ +0 +\\d+ +\\d+ +0 +[\\d.]+ KiB"));
        assertThat(lines).anyMatch(line -> line.matches(" *[\\d.]+ KiB +[\\d.]+ %  terms"));
        assertThat(lines).anyMatch(line -> line.matches(" +30 +30  variant_data\\.number"));
        assertThat(lines).anyMatch(line -> line.matches(" +1 +30  variant_data\\.same"));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
