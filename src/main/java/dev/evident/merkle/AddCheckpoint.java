package dev.evident.merkle;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The request {@code add-checkpoint} of C2SP tlog-witness: {@code old <size>}, the consistency proof one hash a line, a
 * blank line, the checkpoint.
 *
 * @param old the size that the witness is believed to know, 0 for none
 * @param path from that size to the checkpoint's
 * @param note the checkpoint with its signatures
 */
public record AddCheckpoint(long old, List<byte[]> path, SignedNote note) {
    /** The longest request that is read, in bytes. */
    public static final int MAX_BYTES = 64 << 10;

    private static final String OLD = "old ";

    public AddCheckpoint {
        path = List.copyOf(path);
    }

    /** Reads a request from anybody. */
    public static AddCheckpoint parse(byte[] request) {
        if (request.length > MAX_BYTES) {
            throw new MalformedException("The request has more than " + MAX_BYTES + " bytes.");
        }
        String text = StrictText.utf8(request);
        int blank = text.indexOf("\n\n");
        if (blank < 0 || !text.startsWith(OLD)) {
            throw new MalformedException(
                    "The request is a line with the old size, a proof, a blank line, a checkpoint.");
        }
        String[] lines = text.substring(0, blank).split("\n", -1);
        if (lines.length - 1 > Proofs.MAX_HASHES) {
            throw new MalformedException("The proof has more than " + Proofs.MAX_HASHES + " lines.");
        }
        List<byte[]> path = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            path.add(StrictText.hash(lines[i]));
        }
        return new AddCheckpoint(
                StrictText.number(lines[0].substring(OLD.length())), path, SignedNote.parse(text.substring(blank + 2)));
    }

    /** As it is sent. */
    public String text() {
        StringBuilder text = new StringBuilder(OLD).append(old).append('\n');
        path.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return text.append('\n').append(note).toString();
    }
}
