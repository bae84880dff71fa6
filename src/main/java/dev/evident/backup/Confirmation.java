package dev.evident.backup;

import dev.evident.config.StartException;
import dev.evident.config.WitnessAt;
import dev.evident.merkle.MalformedException;
import dev.evident.publish.WitnessInquiry;
import dev.evident.publish.WitnessInquiry.Result;
import dev.evident.publish.WitnessInquiry.Said;
import dev.evident.verify.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * That nothing newer was signed than what a backup holds, as far as anybody knows. Without it, going on under the old name
 * would show two histories to whoever has the newer checkpoint.
 *
 * @param told who says so: members of the event that is written into the log
 */
public record Confirmation(Map<String, Object> told) {
    private static final String OTHERWISE =
            " Restore a newer backup, or go on under another name: --new-origin NAME --reason TEXT";

    public Confirmation {
        told = Map.copyOf(told);
    }

    /**
     * Looks where newer checkpoints can be found: at the witnesses and in backups beside this one.
     *
     * @param statement the operator's reason for saying that nothing newer was signed; empty when he does not say so
     * @param say told what each witness said
     * @throws StartException when something newer is known, or when nobody confirms that nothing is
     */
    public static Confirmation find(
            Path backup, Contents contents, List<WitnessAt> witnesses, Optional<String> statement, Consumer<String> say)
            throws IOException {
        requireNewestOf(backup.toAbsolutePath().normalize(), contents);
        List<Said> said = contents.checkpoint()
                .map(saved -> WitnessInquiry.ask(witnesses, saved.note()))
                .orElse(List.of());
        said.forEach(one -> say.accept("Witness " + one.witness() + ": " + one.detail()));
        for (Said one : said) {
            if (one.result() == Result.CONTRADICTED) {
                throw new StartException("witness " + one.witness() + " contradicts: " + one.detail() + " Going on as "
                        + contents.origin() + " would be a fork." + OTHERWISE);
            }
        }
        List<String> confirming = said.stream()
                .filter(one -> one.result() == Result.NEWEST)
                .map(Said::witness)
                .toList();
        if (!confirming.isEmpty()) {
            return new Confirmation(Map.of("confirmed_by", confirming));
        }
        return statement
                .map(reason -> new Confirmation(Map.of(
                        "statement",
                        "The operator states that no checkpoint newer than the backup's was signed.",
                        "reason",
                        reason)))
                .orElseThrow(() -> new StartException("nobody confirms that nothing newer than this backup was signed"
                        + " as " + contents.origin() + (witnesses.isEmpty() ? " (log.witnesses names none)" : "")
                        + ". If you know that nothing was: --nothing-newer-signed --reason TEXT, which stays in the log"
                        + " for ever." + OTHERWISE));
    }

    private static void requireNewestOf(Path backup, Contents contents) throws IOException {
        Path parent = Objects.requireNonNull(backup.getParent(), "a backup has a parent");
        try (Stream<Path> others = Files.list(parent)) {
            for (Path other : others.filter(path -> !path.equals(backup)).toList()) {
                if (signedMore(other, contents)) {
                    throw new StartException("the backup " + other + " has a newer checkpoint of " + contents.origin()
                            + " than " + backup + "." + OTHERWISE);
                }
            }
        }
    }

    private static boolean signedMore(Path other, Contents contents) {
        try {
            long size = contents.checkpoint()
                    .map(saved -> saved.checkpoint().head().size())
                    .orElse(0L);
            return Files.isRegularFile(other.resolve(Manifest.FILE))
                    && SavedCheckpoint.read(other)
                            .filter(saved -> saved.checkpoint().origin().equals(contents.origin())
                                    && saved.checkpoint().head().size() > size)
                            .isPresent();
        } catch (IOException | MalformedException unreadable) {
            return false;
        }
    }
}
