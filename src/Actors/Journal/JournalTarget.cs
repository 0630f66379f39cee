namespace Slimfront.Actors.Journal;

/// <summary>Where the events of all studies are kept.</summary>
public abstract record JournalTarget
{
    private JournalTarget() { }

    /// <summary>A SQLite file: for one coordinator.</summary>
    /// <param name="File">Its path; made where it does not exist.</param>
    public sealed record Sqlite(string File) : JournalTarget;

    /// <summary>A PostgreSQL database: for coordinators that take over from each other.</summary>
    /// <param name="ConnectionString">As Npgsql reads it: "Host=db;Username=slimfront;Database=slimfront".</param>
    public sealed record Postgres(string ConnectionString) : JournalTarget
    {
        /// <summary>"PostgreSQL host:5432/database": without the password.</summary>
        public override string ToString() => PostgresJournal.NameOf(ConnectionString);
    }
}
