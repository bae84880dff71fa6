package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.RunningService;
import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Kubernetes gives a pod's {@code fsGroup} every file of its volume, at each start of the pod. */
class VolumeOfAGroupTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";
    private static final int SETGID = 02000;

    @Test
    void theNextStartGoesOnWhenTheGroupIsOneOfThisProcess() throws IOException {
        try (RunningService service = RunningService.start()) {
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
            KeyFile.ofWitness(service.data()).rotate("localhost/evident/witness", false);
            Path secret = Objects.requireNonNull(service.data().getParent()).resolve("secret");
            Files.writeString(secret, "a_secret_of_a_file\n");
            service.configure(yaml -> yaml.replace(
                    "tokens:\n",
                    "tokens:\n  - {name: file, secret: \"file:" + secret + "\", scopes: [write, read]}\n"));
            for (int start = 0; start < 2; start++) {
                service.restart(() -> {
                    givenToTheGroup(service.data());
                    givenToTheGroup(secret);
                });
                Client client = service.client("a_secret_of_a_file");
                assertThat(client.post(EVENT).statusCode()).isEqualTo(201);
            }
            Auditor auditor = new Auditor(service.client());
            Await.until("all is signed", () -> auditor.head().size() == 3);

            service.stop();
            Files.setAttribute(service.data().resolve("keys/log.keys"), "unix:mode", 0664);
            assertThatThrownBy(service::restart)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("chmod 600")
                    .hasMessageContaining("fsGroupChangePolicy: OnRootMismatch");
        }
    }

    @Test
    void aGroupOfStrangersIsRefused() throws IOException {
        try (RunningService service = RunningService.start()) {
            service.stop();
            Path keys = service.data().resolve("keys/log.keys");
            givenToTheGroup(keys);
            assumeTrue(canBeGivenTo(keys, 54_321), "only root can give a file to a group that it is not in");

            assertThatThrownBy(service::restart)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("group 54321) may be read or changed by others");
        }
    }

    private static boolean canBeGivenTo(Path file, int group) throws IOException {
        try {
            Files.setAttribute(file, "unix:gid", group);
            return true;
        } catch (FileSystemException notRoot) {
            return false;
        }
    }

    /** As the kubelet does: rights to read and write for the group, and directories that pass the group on. */
    private static void givenToTheGroup(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : List.copyOf(all.toList())) {
                int mode = (Integer) Files.getAttribute(file, "unix:mode") & 07777;
                boolean directory = Files.isDirectory(file);
                Files.setAttribute(file, "unix:mode", mode | (directory ? SETGID | 0770 : 0660));
            }
        }
    }
}
