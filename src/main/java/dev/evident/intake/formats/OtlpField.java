package dev.evident.intake.formats;

import java.util.List;

/**
 * The fields that lead to the records of an OTLP request.
 *
 * @param number in protobuf
 * @param names in JSON: as the protocol writes it, and as protobuf's JSON may
 */
record OtlpField(int number, List<String> names) {
    static final OtlpField RESOURCE = new OtlpField(1, List.of("resource"));
    static final OtlpField SCOPE = new OtlpField(1, List.of("scope"));
}
