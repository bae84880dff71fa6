package dev.evident.merkle;

import java.util.Base64;

/**
 * What a log signs: its name, how many leaves it has, and their root (C2SP tlog-checkpoint).
 *
 * @param origin the log's name, for ever
 * @param head size and root
 */
public record Checkpoint(String origin, TreeHead head) {
    private static final int LINES = 3;

    /** Reads the text of a note. Lines after the third are allowed, and mean nothing here. */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length <= LINES || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedException("A checkpoint has three lines.");
        }
        for (int i = 0; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new MalformedException("A checkpoint has no empty line.");
            }
        }
        return new Checkpoint(lines[0], new TreeHead(StrictText.number(lines[1]), StrictText.hash(lines[2])));
    }

    /** Whether a log of this program may be called so: as {@link KeyName}, since its key has the same name. */
    public static boolean isOrigin(String origin) {
        return KeyName.isValid(origin);
    }

    /** The text to sign. */
    public String text() {
        return origin + '\n' + head.size() + '\n' + Base64.getEncoder().encodeToString(head.root()) + '\n';
    }
}
