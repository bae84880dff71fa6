package dev.evident.bus;

/** What the verticle answers that makes backups regularly. */
public final class BackupMessages {

    /** How the last backup went. */
    public static final Address<Check.Question, Check> CHECK = new Address<>("backup.check");

    private BackupMessages() {}
}
