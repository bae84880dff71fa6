package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory of temporary files does not matter while the data directory can hold a library for a moment. */
class TemporaryDirectoryIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"missing", "no directory", "read-only", "noexec", "full"})
    void isNotNeeded(String what) throws Exception {
        try (Mounted temporary = temporary(what)) {
            Program program = start(temporary.path, Map.of());
            program.awaitBanner();
            program.terminate();
            assertThat(program.exit()).as("%s", program.err()).isZero();
            assertThat(program.err()).isEmpty();
            assertThat(String.join("\n", program.out())).doesNotContain("\tat ", "ERROR", "without compression");
        }
    }

    @Test
    void isUsedWhenNoProgramMayBeRunFromTheDataDirectory() throws Exception {
        try (Mounted data = Mounted.tmpfs(directory.resolve("noexec"), "noexec,size=32m")) {
            Path temporary = Files.createDirectory(directory.resolve("tmp"));
            Program program = start(
                    temporary,
                    Map.of("EVIDENT_DATA_DIR", data.path.resolve("data").toString()));
            program.awaitBanner();
            program.terminate();
            assertThat(program.exit()).as("%s", program.err()).isZero();
            assertThat(left(temporary)).isEmpty();
        }
    }

    @Test
    void isNamedWhenNeitherWillDo() throws Exception {
        try (Mounted data = Mounted.tmpfs(directory.resolve("small"), "size=512k")) {
            Path temporary = Files.writeString(directory.resolve("tmp"), "a file");
            Program program = start(
                    temporary,
                    Map.of("EVIDENT_DATA_DIR", data.path.resolve("data").toString()));
            assertThat(program.exit()).isEqualTo(1);
            assertThat(program.err())
                    .singleElement()
                    .asString()
                    .startsWith("evident: ")
                    .contains(temporary.toString(), data.path.toString(), "-Djava.io.tmpdir");
            assertThat(program.out()).noneMatch(line -> line.contains("\tat "));
        }
    }

    @Test
    void nothingIsLeftWhenTheProcessIsKilledAndWhatWasLeftIsSwept() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path data = Files.createDirectory(directory.resolve("data"));
        Path abandoned = Files.createDirectory(data.resolve("evident-999999999-left"));
        Files.writeString(abandoned.resolve("sqlite-library.so"), "x");
        Program program = start(temporary, Map.of());
        program.awaitBanner();
        program.kill();

        assertThat(left(temporary)).isEmpty();
        assertThat(left(data)).noneMatch(name -> name.startsWith("evident-"));
    }

    private Program start(Path temporary, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(Program.FREE_PORTS);
        all.putAll(environment);
        return Program.ofTests(
                directory, all, List.of("-Xmx256m", "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary), Main.class);
    }

    private static List<String> left(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Mounted temporary(String what) throws Exception {
        Path path = directory.resolve("tmp");
        switch (what) {
            case "missing" -> {
                return new Mounted(path, false);
            }
            case "no directory" -> {
                return new Mounted(Files.writeString(path, "a file"), false);
            }
            case "full" -> {
                Mounted mounted = Mounted.tmpfs(path, "size=64k");
                try (OutputStream out = Files.newOutputStream(path.resolve("rest"))) {
                    out.write(new byte[1 << 20]);
                } catch (IOException full) {
                    return mounted;
                }
                throw new AssertionError("it does not fill up");
            }
            default -> {
                return Mounted.tmpfs(path, what.equals("noexec") ? "noexec,size=32m" : "ro,size=32m");
            }
        }
    }

    private record Mounted(Path path, boolean isMounted) implements AutoCloseable {
        static Mounted tmpfs(Path path, String options) throws Exception {
            Files.createDirectory(path);
            Assumptions.assumeTrue(
                    run("mount", "-t", "tmpfs", "-o", options, "evident-test", path.toString()) == 0,
                    "this user may not mount a file system: SKIPPED");
            return new Mounted(path, true);
        }

        @Override
        public void close() throws IOException {
            if (isMounted) {
                assertThat(run("umount", path.toString())).isZero();
            }
        }

        private static int run(String... command) throws IOException {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        }
    }
}
