package dev.evident.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * A file of somebody else that is replaced whole, so that nobody reads half of it, and keeps its owner, group and rights: a
 * service that could not read it any more would go on with what it knows. Blocks.
 */
record EditedFile(Path file) {

    String text() throws IOException {
        return Files.readString(file);
    }

    void replace(String text) throws IOException {
        Path real = file.toRealPath();
        PosixFileAttributes attributes = Files.readAttributes(real, PosixFileAttributes.class);
        Path directory = Objects.requireNonNull(real.getParent(), "a real path has one");
        Path unfinished = Files.createTempFile(
                directory,
                ".evident",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(unfinished, Set.of(StandardOpenOption.WRITE))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            PosixFileAttributeView view = Objects.requireNonNull(
                    Files.getFileAttributeView(unfinished, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
            PosixFileAttributes made = view.readAttributes();
            if (!made.owner().equals(attributes.owner())) {
                view.setOwner(attributes.owner());
            }
            if (!made.group().equals(attributes.group())) {
                view.setGroup(attributes.group());
            }
            view.setPermissions(attributes.permissions());
            Files.move(unfinished, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
