package dev.evident.publish;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignatureType;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.VerifierKey;
import dev.evident.publish.KeyRing.Retired;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys in their directory (0700), a text file (0600) that is refused when others may read
 * it, except for other members of a group of this process. After its first
 * line, a line for each key, the newest first of each name:
 *
 * <pre>
 * evident.keys/v1
 * current 2026-11-23T08:00:00Z log.example.org/audit+0a1b2c3d+AT… &lt;the secret in base64&gt;
 * retired 2026-12-24T08:00:00Z log.example.org/audit+4e5f6071+AX… &lt;the secret, or - when it was dropped&gt;
 * </pre>
 *
 * <p>The time is when the key was made, or when it was retired. Lines that begin with # are comments. The service reads
 * the file at its start and writes it only to make a first key. Blocks.
 */
public final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final String FORM = "evident.keys/v1";
    private static final String COMMENT =
            "# Secret: whoever has this file can sign as this log. Keep it and back it up apart" + " from the record.";
    private static final String PUBLIC = "# No secrets: these keys verify what was signed and cannot sign.";
    private static final String DROPPED = "-";

    private final OwnerFile file;
    private final Set<Integer> groups;
    private final SignatureType type;

    private record Line(boolean current, Instant time, VerifierKey verifier, Optional<SigningKey> key) {
        String text() {
            return (current ? "current " : "retired ")
                    + time
                    + ' '
                    + verifier
                    + ' '
                    + key.map(SigningKey::secret).orElse(DROPPED);
        }
    }

    private KeyFile(Path path, SignatureType type) {
        this.file = new OwnerFile(path);
        this.groups = ProcessGroups.own();
        this.type = type;
    }

    /** The keys that sign checkpoints. */
    public static KeyFile ofLog(Path data) {
        return new KeyFile(data.resolve("keys").resolve("log.keys"), SignatureType.ED25519);
    }

    /** The keys that cosign checkpoints of other logs. */
    public static KeyFile ofWitness(Path data) {
        return new KeyFile(data.resolve("keys").resolve("witness.keys"), SignatureType.COSIGNATURE_V1);
    }

    /**
     * The keys of a name; its first one is made when there is none.
     *
     * @throws StartException when the file cannot be read, or may be read by others
     */
    KeyRing open(String name) {
        try {
            file.requireOwnerOnly(groups).ifPresent(LOG::warn);
            List<Line> lines = lines();
            if (lines.stream().noneMatch(line -> line.current && isOf(line, name))) {
                lines.add(0, made(name));
                write(lines);
            }
            requireSecret(lines, name);
            return ring(lines, name);
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    /** The verifier keys of a name, the current one first; none when no key has been made. */
    public List<VerifierKey> list(String name) {
        try {
            return verifiers(lines(), name);
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    /** The file without its secrets: enough to verify with, not to sign. Empty when no key has been made. */
    public Optional<String> publicText() {
        try {
            List<Line> lines = lines();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(text(
                            PUBLIC,
                            lines.stream()
                                    .map(line -> new Line(line.current, line.time, line.verifier, Optional.empty()))
                                    .toList()));
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    /** Whether the current key of a name can sign; a backup of a record has the public keys alone. */
    public boolean canSign(String name) {
        try {
            return lines().stream().anyMatch(line -> line.current && isOf(line, name) && line.key.isPresent());
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    /**
     * Makes a new key for a name and retires the current one. A running service takes it up at its next start.
     *
     * @param drop whether the old one must not sign any more, because somebody else may have it: its secret is deleted
     * @return the verifier keys, the new one first
     */
    public List<VerifierKey> rotate(String name, boolean drop) {
        try {
            List<Line> lines = lines();
            if (!lines.isEmpty()) {
                requireSecret(lines, name);
            }
            lines.replaceAll(line -> line.current && isOf(line, name)
                    ? new Line(false, now(), line.verifier, drop ? Optional.empty() : line.key)
                    : line);
            lines.add(0, made(name));
            write(lines);
            return verifiers(lines, name);
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    private static boolean isOf(Line line, String name) {
        return line.verifier.name().equals(name);
    }

    private Line made(String name) {
        SigningKey key = SigningKey.generate(name, type);
        return new Line(true, now(), key.verifier(), Optional.of(key));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static List<VerifierKey> verifiers(List<Line> lines, String name) {
        return Stream.of(true, false)
                .flatMap(current -> lines.stream().filter(line -> line.current == current && isOf(line, name)))
                .map(Line::verifier)
                .toList();
    }

    /** A key that only verifies can neither sign nor be the one that another takes the place of. */
    private void requireSecret(List<Line> lines, String name) {
        if (lines.stream().anyMatch(line -> line.current && isOf(line, name) && line.key.isEmpty())) {
            throw new StartException(
                    file.path() + " has the public key of " + name + " alone, as a backup of a record has"
                            + " it: put the private keys in its place from where they were copied to");
        }
    }

    private static KeyRing ring(List<Line> lines, String name) {
        List<SigningKey> current = new ArrayList<>();
        List<Retired> retired = new ArrayList<>();
        for (Line line : lines) {
            if (isOf(line, name) && line.current) {
                line.key.ifPresent(current::add);
            } else if (isOf(line, name)) {
                retired.add(new Retired(line.verifier, line.time, line.key));
            }
        }
        return new KeyRing(current.get(0), retired);
    }

    private void write(List<Line> lines) throws IOException {
        file.write(text(COMMENT, lines));
    }

    private static String text(String comment, List<Line> lines) {
        StringBuilder text =
                new StringBuilder(FORM).append('\n').append(comment).append('\n');
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    private List<Line> lines() throws IOException {
        file.requireOwnerOnly(groups);
        List<Line> lines = new ArrayList<>();
        Optional<String> text = file.read();
        if (text.isEmpty()) {
            return lines;
        }
        int number = 0;
        for (String line : text.get().split("\n", -1)) {
            number++;
            if (number == 1 && !line.equals(FORM)) {
                throw new StartException(file.path() + " does not begin with " + FORM);
            }
            if (number > 1 && !line.isBlank() && !line.startsWith("#")) {
                lines.add(line(number, line));
            }
        }
        return lines;
    }

    private Line line(int number, String text) {
        String[] parts = text.split(" ", -1);
        try {
            boolean current = parts[0].equals("current");
            if (parts.length == 4 && (current || parts[0].equals("retired"))) {
                VerifierKey verifier = VerifierKey.parse(parts[2]);
                Optional<SigningKey> key =
                        parts[3].equals(DROPPED) ? Optional.empty() : Optional.of(SigningKey.of(verifier, parts[3]));
                if (verifier.type() == type) {
                    return new Line(current, Instant.parse(parts[1]), verifier, key);
                }
            }
        } catch (MalformedException | DateTimeException refused) {
            // said below, without what stands there
        }
        throw new StartException(file.path() + " line " + number + " is not a key; restore the file from its backup");
    }

    private StartException unusable(IOException failure) {
        return new StartException(file.path() + " cannot be read or written: " + failure, failure);
    }
}
