package dev.evident.verify;

import dev.evident.merkle.TreeHead;
import java.util.List;

/**
 * What a check came to.
 *
 * @param head the tree as it really is; empty for a check that is not of a whole log
 * @param findings what is not as the log says
 * @param checked what was looked at, one line each
 * @param unchecked what could not be looked at and why, one line each
 */
public record Verdict(TreeHead head, Findings findings, List<String> checked, List<String> unchecked) {
    public Verdict {
        checked = List.copyOf(checked);
        unchecked = List.copyOf(unchecked);
    }

    /** Whether everything that was looked at is as the log says. */
    public boolean intact() {
        return findings.isEmpty();
    }
}
