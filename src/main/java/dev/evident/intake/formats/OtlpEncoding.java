package dev.evident.intake.formats;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import com.google.protobuf.util.JsonFormat;
import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.intake.formats.JsonValues.Slice;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two encodings of OTLP over HTTP (OpenTelemetry protocol 1.11, §OTLP/HTTP); responses have that of the request. */
enum OtlpEncoding {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    /** In JSON they are hexadecimal, unlike all other bytes. */
    private static final Set<String> IDS =
            Set.of("traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id");

    private static final int MAX_LEVELS = 100;

    private final String type;

    OtlpEncoding(String type) {
        this.type = type;
    }

    /** The one that a Content-Type names, or the problem {@code unsupported-media-type}. */
    static OtlpEncoding of(@Nullable String header) {
        String name = header == null ? "" : header.toLowerCase(Locale.ROOT);
        int end = name.indexOf(';');
        String media = (end < 0 ? name : name.substring(0, end)).strip();
        for (OtlpEncoding encoding : values()) {
            if (encoding.type.equals(media)) {
                return encoding;
            }
        }
        throw Problem.of(Kind.UNSUPPORTED_MEDIA_TYPE, "Send OTLP as " + PROTOBUF.type + " or " + JSON.type + ".")
                .exception();
    }

    String type() {
        return type;
    }

    /** Refuses JSON that is not one value; what protobuf is shows when it is read. */
    void requireWhole(byte[] body) {
        if (this == JSON && JsonValues.sequence(body, 0, body.length).size() != 1) {
            throw malformed();
        }
    }

    /**
     * Where the messages of one field stand in a message, without reading what is in them: records are read one by one, so
     * that a body of many small ones does not become as many objects at once.
     */
    List<Slice> parts(byte[] body, Slice message, OtlpField field) {
        if (this == JSON) {
            return JsonValues.member(body, message, field.names());
        }
        List<Slice> parts = new ArrayList<>();
        try {
            CodedInputStream in = CodedInputStream.newInstance(body, message.from(), message.to() - message.from());
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) != field.number()) {
                    in.skipField(tag);
                } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    int length = in.readRawVarint32();
                    int from = message.from() + in.getTotalBytesRead();
                    in.skipRawBytes(length);
                    if (parts.size() >= EventParser.MAX_BATCH) {
                        throw Items.tooMany();
                    }
                    parts.add(new Slice(from, from + length));
                } else {
                    throw malformed();
                }
            }
        } catch (IOException malformed) {
            throw malformed();
        }
        return parts;
    }

    /** Reads a message into a builder. */
    void read(byte[] body, Slice message, Message.Builder builder) {
        try {
            if (this == PROTOBUF) {
                builder.mergeFrom(body, message.from(), message.to() - message.from());
            } else {
                byte[] text = Arrays.copyOfRange(body, message.from(), message.to());
                JsonObject json = new JsonObject(Buffer.buffer(text));
                withIdsInBase64(json, 0);
                JsonFormat.parser().ignoringUnknownFields().merge(json.encode(), builder);
            }
        } catch (InvalidProtocolBufferException | DecodeException malformed) {
            throw malformed();
        }
    }

    private static RuntimeException malformed() {
        return Problem.of(Kind.MALFORMED_JSON, "The body is no OTLP request in the encoding that Content-Type names.")
                .exception();
    }

    private static void withIdsInBase64(@Nullable Object value, int levels) {
        if (levels > MAX_LEVELS) {
            throw malformed();
        }
        if (value instanceof JsonObject object) {
            for (String name : List.copyOf(object.fieldNames())) {
                Object child = object.getValue(name);
                if (IDS.contains(name) && child instanceof String hex) {
                    object.put(name, base64(hex));
                } else {
                    withIdsInBase64(child, levels + 1);
                }
            }
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                withIdsInBase64(array.getValue(i), levels + 1);
            }
        }
    }

    private static String base64(String hex) {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException noHex) {
            throw malformed();
        }
    }

    /** The response to a request of which some records were refused. */
    Buffer partialSuccess(String counter, int rejected, String message) {
        if (rejected == 0) {
            return this == JSON ? Buffer.buffer("{}") : Buffer.buffer();
        }
        if (this == JSON) {
            return new JsonObject()
                    .put(
                            "partialSuccess",
                            new JsonObject().put(counter, rejected).put("errorMessage", message))
                    .toBuffer();
        }
        byte[] partial = write(out -> {
            out.writeInt64(1, rejected);
            out.writeString(2, message);
        });
        return Buffer.buffer(write(out -> out.writeByteArray(1, partial)));
    }

    /** A {@code google.rpc.Status}. */
    Buffer status(int code, String message) {
        if (this == JSON) {
            return new JsonObject().put("code", code).put("message", message).toBuffer();
        }
        return Buffer.buffer(write(out -> {
            out.writeInt32(1, code);
            out.writeString(2, message);
        }));
    }

    private interface Fields {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.to(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be written", impossible);
        }
        return bytes.toByteArray();
    }
}
