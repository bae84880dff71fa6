package dev.evident.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evident.verify.Finding;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;

/**
 * A verdict for people or for programs.
 *
 * @param what was checked
 */
record VerdictText(Verdict verdict, String what) {

    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(json());
        } else {
            text(out);
        }
        out.flush();
    }

    private void text(PrintWriter out) {
        out.println(what + ": " + (verdict.intact() ? "INTACT" : "DAMAGED"));
        if (verdict.head().size() > 0) {
            out.println("  " + verdict.head());
        }
        verdict.checked().forEach(line -> out.println("  checked      " + line));
        verdict.unchecked().forEach(line -> out.println("  not checked  " + line));
        if (!verdict.intact()) {
            List<Finding> kept = verdict.findings().kept();
            long total = verdict.findings().total();
            verdict.findings().firstSeq().ifPresent(seq -> out.println("First bad seq: " + seq));
            out.println(total + (total == 1 ? " finding:" : " findings:"));
            kept.forEach(finding -> out.println("  " + finding));
            if (total > kept.size()) {
                out.println("  … and " + (total - kept.size()) + " more.");
            }
        }
    }

    private String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("checked", what);
            json.writeBooleanField("intact", verdict.intact());
            json.writeNumberField("events", verdict.head().size());
            json.writeStringField(
                    "root", Base64.getEncoder().encodeToString(verdict.head().root()));
            list(json, "done", verdict.checked());
            list(json, "not_done", verdict.unchecked());
            if (verdict.findings().firstSeq().isPresent()) {
                json.writeNumberField(
                        "first_bad_seq", verdict.findings().firstSeq().getAsLong());
            }
            json.writeNumberField("findings_total", verdict.findings().total());
            json.writeArrayFieldStart("findings");
            for (Finding finding : verdict.findings().kept()) {
                json.writeStartObject();
                json.writeStringField("part", finding.part().toString());
                if (finding.hasPosition()) {
                    json.writeNumberField("from_seq", finding.from());
                    json.writeNumberField("to_seq", finding.to());
                }
                json.writeStringField("what", finding.what());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be written", impossible);
        }
        return text.toString();
    }

    private static void list(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }
}
