package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program in the locales of containers, which know ASCII alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocaleIT {
    /** ü and 東 as a shell's printf takes them, so that no JVM has a say in how they reach the command line. */
    private static final String UMLAUT = "\\303\\274";

    private static final String EAST = "\\346\\235\\261";

    private RunningService service;

    @BeforeAll
    void start() {
        service = RunningService.start();
        for (String user : List.of("müller", "muller", "m\uFFFD\uFFFDller", "東")) {
            service.client().post("{\"event_type\":\"login\",\"user_id\":\"" + user + "\",\"variant_data\":{}}");
        }
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private record Ended(int status, String out, String err) {}

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void argumentsAndOutputAreUtf8(String locale, @TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("token"), "secret_token\n");

        Ended found = export(locale, directory, "user_id=m" + UMLAUT + "ller", "a.zip");
        assertThat(found.status).as(found.err).isZero();
        assertThat(found.out).contains("INTACT", "1 event");
        if (locale.equals("POSIX")) {
            return; // another name of the same, and each export is a process
        }
        assertThat(export(locale, directory, "user_id!=" + EAST, "b.zip").out).contains("3 events");

        Ended misspelt = export(locale, directory, "Us" + UMLAUT + "r_Id=a", "c.zip");
        assertThat(misspelt.status).isZero();
        assertThat(misspelt.err).contains("no event has a field of this name", "Us%C3%BCr_Id");

        Ended refused = export(locale, directory, "user_id~=m" + UMLAUT, "d.zip");
        assertThat(refused.status).isEqualTo(2);
        assertThat(refused.err).contains("belongs to no operator");
        Ended shown = export(locale, directory, "limit=" + EAST, "e.zip");
        assertThat(shown.status).isEqualTo(2);
        assertThat(shown.err).contains("limit \"東\" is not a number");

        Ended latin = export(locale, directory, "user_id=m\\374ller", "f.zip");
        assertThat(latin.status).isEqualTo(2);
        assertThat(latin.err).contains("has characters that cannot be read in this locale");
        assertThat(directory.resolve("f.zip")).doesNotExist();
    }

    private Ended export(String locale, Path directory, String filter, String out) throws Exception {
        String jar = Path.of(System.getProperty("packaged.jar", "target/evident.jar"))
                .toAbsolutePath()
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
        command.add("exec \"$0\" -Xmx256m -XX:TieredStopAtLevel=1 -jar \"$1\" export --url \"$2\" --token-file token"
                + " --filter \"$(printf '" + filter + "')\" --proofs " + out);
        command.addAll(List.of(java, jar, service.api().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.endsWith("JAVA_OPTIONS"));
        builder.environment().put("LC_ALL", locale);
        builder.environment().put("LANG", locale);
        Path printed = directory.resolve("out");
        Path complained = directory.resolve("err");
        Process process = builder.redirectOutput(printed.toFile())
                .redirectError(complained.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(printed, UTF_8), Files.readString(complained, UTF_8));
    }
}
