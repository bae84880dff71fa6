package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ten minutes of docs/security.md, as a newcomer types them. */
class SecurityPageIT {
    private static final Path PAGE = Path.of("docs/security.md");
    private static final String JAR = Path.of(System.getProperty("packaged.jar", "target/evident.jar"))
            .toAbsolutePath()
            .toString();

    @TempDir
    private Path directory;

    @Test
    void itsCommandsLeadFromNothingToTlsHashedTokensAndARevocation() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        List<String> blocks = Markdown.blocks(PAGE, "sh");
        assertThat(blocks).hasSize(4);
        String serving = "evident --config evident.yaml";
        assertThat(blocks.get(1).strip()).endsWith(serving);

        run(blocks.get(0));
        run(blocks.get(1).strip().substring(0, blocks.get(1).strip().length() - serving.length()));
        assertThat(Files.readString(directory.resolve("evident.yaml")))
                .contains("sha256:")
                .doesNotContain(Files.readString(directory.resolve("erp.token")).strip());
        try (ServiceProcess service =
                ServiceProcess.start(directory.resolve("data"), directory.resolve("evident.yaml"))) {
            assertThat(service.output()).contains("https://").doesNotContain("holds secrets", "without TLS");
            String send = "curl -s -o /dev/null -w '%{http_code}' "
                    + blocks.get(2)
                            .substring("curl".length())
                            .replace(
                                    "localhost:8000",
                                    "localhost:" + service.api().getPort());
            assertThat(run(send)).isEqualTo("201");

            run(blocks.get(3));

            Await.until("it is refused", () -> run(send).equals("401"));
            assertThat(run(send.replace("erp.token", "erp-2.token"))).isEqualTo("201");
            assertThat(service.output())
                    .doesNotContain(
                            Files.readString(directory.resolve("erp.token")).strip());
        }
    }

    /** What the commands print; `evident` is the packaged program. */
    private String run(String commands) {
        try {
            Process shell = new ProcessBuilder(
                            "sh",
                            "-ec",
                            "evident() { java -XX:TieredStopAtLevel=1 -jar " + JAR + " \"$@\"; }\n" + commands)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String printed = new String(shell.getInputStream().readAllBytes(), UTF_8);
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(commands).isZero();
            return printed;
        } catch (java.io.IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
