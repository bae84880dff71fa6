package dev.evident.log.message;

import java.util.List;

/** Which events to read, in the order in which they are wanted. */
public record Get(List<Long> seqs) {
    public Get {
        seqs = List.copyOf(seqs);
    }
}
