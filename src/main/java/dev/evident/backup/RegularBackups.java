package dev.evident.backup;

import dev.evident.backup.Backup.Made;
import dev.evident.config.StartException;
import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups that a service makes by itself, {@code evident-<time>} in one directory, of which the newest are kept. What
 * it has not made stays: it removes only directories of such a name whose manifest says that this log's timer made them,
 * and in them only the files of a backup. Blocks.
 *
 * @param directory made when missing; its parent must exist
 * @param origin the log's name: another log's backups in the same directory are not touched
 * @param keep how many are kept, from 1
 */
record RegularBackups(Path directory, String origin, int keep) {
    private static final Logger LOG = LoggerFactory.getLogger(RegularBackups.class);
    private static final String PREFIX = "evident-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A backup that is there. */
    private record Found(Path path, Manifest manifest) {}

    /** Makes the next one, and then removes those that are too many. */
    Made make(Backup backup, Progress progress) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new StartException("there is no directory " + parent + "; make it, or mount what belongs there");
        }
        DirectoryLock.createDirectory(directory);
        Made made = backup.makeRegular(directory.resolve(PREFIX + TIME.format(Instant.now())), progress);
        List<Found> all = own();
        for (Found old : all.subList(Math.min(keep, all.size()), all.size())) {
            BackupFiles.delete(old.path);
            if (Files.exists(old.path)) {
                LOG.warn("The backup {} was removed, but something is in its directory that is not of it", old.path);
            }
        }
        return made;
    }

    /** The newest one that is there. */
    Optional<Made> newest() throws IOException {
        return own().stream()
                .findFirst()
                .map(found -> new Made(found.manifest.head(), found.manifest.time(), found.manifest.bytes()));
    }

    private List<Found> own() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Found> own = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path path : all.toList()) {
                boolean named = String.valueOf(path.getFileName()).startsWith(PREFIX);
                if (named && Files.isRegularFile(path.resolve(Manifest.FILE))) {
                    read(path).ifPresent(own::add);
                }
            }
        }
        own.sort(Comparator.comparing((Found found) -> found.manifest.time()).reversed());
        return own;
    }

    private Optional<Found> read(Path path) throws IOException {
        try {
            return Optional.of(new Found(path, Manifest.read(path)))
                    .filter(found ->
                            found.manifest.regular() && found.manifest.origin().equals(origin));
        } catch (StartException notOurs) {
            return Optional.empty();
        }
    }
}
