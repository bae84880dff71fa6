package dev.evident.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/** The groups that this process belongs to: its effective one and its supplementary ones. Blocks. */
final class ProcessGroups {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessGroups() {}

    /** Their numbers; none where the system does not say. */
    static Set<Integer> own() {
        try {
            return of(Files.readAllLines(STATUS));
        } catch (IOException notLinux) {
            return Set.of();
        }
    }

    /** From the lines of Linux's {@code /proc/<pid>/status}: {@code Gid} (real, effective, saved, fs) and {@code Groups}. */
    static Set<Integer> of(List<String> status) {
        Set<Integer> groups = new HashSet<>();
        for (String line : status) {
            if (line.startsWith("Gid:")) {
                groups.add(numbers(line).get(1));
            } else if (line.startsWith("Groups:")) {
                groups.addAll(numbers(line));
            }
        }
        return groups;
    }

    private static List<Integer> numbers(String line) {
        StringTokenizer words = new StringTokenizer(line.substring(line.indexOf(':') + 1));
        List<Integer> numbers = new ArrayList<>();
        while (words.hasMoreTokens()) {
            numbers.add(Integer.parseUnsignedInt(words.nextToken()));
        }
        return numbers;
    }
}
