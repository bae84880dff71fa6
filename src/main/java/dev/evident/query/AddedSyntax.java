package dev.evident.query;

import static dev.evident.query.Parameters.problem;

import dev.evident.event.Parts;
import dev.evident.event.Timestamps;
import java.util.UUID;

/** What conditions on fields that the service adds may ask for. */
final class AddedSyntax {
    private static final int SEQ_DIGITS = 18;

    private AddedSyntax() {}

    /** Refuses what the field can never be like. */
    static void require(String field, Match match) {
        boolean understood = match instanceof Match.Exists
                || switch (field) {
                    case "id" -> match instanceof Match.Exact exact && isUuid(exact.value());
                    case "seq" ->
                        match instanceof Match.NumberRange
                                || (match instanceof Match.Exact exact && Parts.number(exact.value(), SEQ_DIGITS) >= 0);
                    default ->
                        match instanceof Match.TimeRange
                                || (match instanceof Match.Exact exact
                                        && Timestamps.parse(exact.value()).isPresent());
                };
        if (!understood) {
            throw problem(
                    field,
                    switch (field) {
                        case "id" -> "id is a UUID, compared with = or != only.";
                        case "seq" -> "seq is a position, a number from 0.";
                        default -> "timestamp is an RFC 3339 time.";
                    });
        }
    }

    private static boolean isUuid(String value) {
        try {
            return value.length() == 36 && UUID.fromString(value) != null;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }
}
