package dev.evident.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who may read files that hold secrets. */
final class FileRights {
    private FileRights() {}

    /** What an operator should change, one line for each file that everybody on the machine can read or change. Blocks. */
    static List<String> warnings(Collection<Path> secret) {
        List<String> warnings = new ArrayList<>();
        for (Path file : new TreeSet<>(secret)) {
            try {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
                if (rights.contains(PosixFilePermission.OTHERS_READ)
                        || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
                    warnings.add(file + " holds secrets, and everybody on this machine can read or change it; run:"
                            + " chmod o-rwx " + file);
                }
            } catch (IOException | UnsupportedOperationException unknown) {
                // whoever reads it says why it cannot be read; where there are no such rights there is nothing to say
            }
        }
        return warnings;
    }
}
