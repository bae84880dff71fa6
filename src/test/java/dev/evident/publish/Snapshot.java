package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.merkle.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A copy of a data directory. */
record Snapshot(Path data, Map<String, byte[]> files) {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    static Snapshot of(Path data) {
        try (Stream<Path> all = Files.walk(data)) {
            Map<String, byte[]> files = new TreeMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(data.relativize(file).toString(), Files.readAllBytes(file));
            }
            return new Snapshot(data, files);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** To compare with another state of the same directory. */
    Map<String, String> hashes() {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((name, bytes) ->
                hashes.put(name, HexFormat.of().formatHex(TreeHash.sha256().digest(bytes))));
        return hashes;
    }

    String text(String name) {
        return new String(Objects.requireNonNull(files.get(name)), UTF_8);
    }

    void putBack(Predicate<String> which) {
        putInto(data, which);
    }

    /** Makes the chosen files of a directory, and no other chosen ones, what they were. */
    void putInto(Path target, Predicate<String> which) {
        try (Stream<Path> all = Files.walk(target)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (which.test(target.relativize(file).toString())) {
                    Files.delete(file);
                }
            }
            for (String name : List.copyOf(files.keySet())) {
                if (which.test(name)) {
                    Path file = target.resolve(name);
                    Files.createDirectories(Objects.requireNonNull(file.getParent()), OWNER_ONLY);
                    Files.write(file, files.get(name));
                    if (name.startsWith("keys")) {
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
