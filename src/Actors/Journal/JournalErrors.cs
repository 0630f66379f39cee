using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Slimfront.Actors.Serialization;
using Slimfront.Search;

namespace Slimfront.Actors.Journal;

/// <summary>Turns what goes wrong with a journal into one clear line.</summary>
public static class JournalErrors
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>The line for an error.</summary>
    /// <param name="journal">The journal, as a person knows it: a file's path, or "PostgreSQL".</param>
    /// <param name="error">What went wrong.</param>
    public static UserErrorException Explain(string journal, Exception error) =>
        new($"The journal '{journal}' {Cause(error)}.", error);

    /// <summary>Whether somebody else wrote where this process was about to: an event of that number exists.</summary>
    public static bool IsConflict(Exception error) =>
        Flatten(error)
            .Any(e =>
                e
                    is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
                        or SqliteException { SqliteErrorCode: Constraint }
            );

    private static string Cause(Exception error)
    {
        var all = Flatten(error).ToArray();
        if (all.OfType<FencedException>().Any())
            return "was taken over by another coordinator, so this one must not go on";
        if (all.OfType<NewerFormatException>().FirstOrDefault() is { } newer)
            return $"cannot be read by this program: {newer.Message}";
        if (all.OfType<MalformedException>().FirstOrDefault() is { } malformed)
            return $"is damaged: {malformed.Message.TrimEnd('.')}";
        if (all.OfType<SqliteException>().FirstOrDefault() is { } sqlite)
            return Cause(sqlite);
        if (all.OfType<PostgresException>().FirstOrDefault() is { } refused)
            return Cause(refused);
        if (all.OfType<NpgsqlException>().FirstOrDefault() is { } unreachable)
            return Unreachable(unreachable, all);
        return all.OfType<IOException>().FirstOrDefault() is { } io && IsDiskFull(io)
            ? "cannot be written: the disk is full"
            : $"failed: {all[^1].Message.ReplaceLineEndings(" ").TrimEnd('.')}";
    }

    private static string Cause(SqliteException error) =>
        error.SqliteErrorCode switch
        {
            Full => "cannot be written: the disk is full",
            ReadOnly or CannotOpen =>
                "cannot be opened or written: check that its folder exists and allows it",
            Busy or Locked => "is in use by another process",
            Corrupt => "is damaged: SQLite cannot read it",
            NotADatabase => "is not a journal: it is no SQLite file",
            InputOutput => "cannot be read or written: the disk reports an error",
            _ => $"failed: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}",
        };

    private static string Cause(PostgresException error) =>
        error.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"lets nobody in: {Text(error)} (the password may also stand in the variable PGPASSWORD, or in the file that PGPASSFILE names)",
            PostgresErrorCodes.InvalidCatalogName => $"does not exist: {Text(error)}; make it with createdb",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"may not be used by this user: {Text(error)}; it needs the right to make tables",
            PostgresErrorCodes.TooManyConnections => "has no connection left for this node",
            PostgresErrorCodes.CannotConnectNow => $"is not ready: {Text(error)}",
            PostgresErrorCodes.DiskFull => "cannot be written: the server's disk is full",
            _ => $"failed: {Text(error)} ({error.SqlState})",
        };

    private static string Unreachable(NpgsqlException error, Exception[] all) =>
        all.OfType<SocketException>().FirstOrDefault() is { } socket
            ? $"cannot be reached: {socket.Message.TrimEnd('.')}; is the server running?"
        : all.OfType<TimeoutException>().Any() ? "cannot be reached: the server does not answer in time"
        : $"failed: {Text(error)}";

    private static string Text(NpgsqlException error) =>
        (error is PostgresException known ? known.MessageText : error.Message)
            .ReplaceLineEndings(" ")
            .TrimEnd('.');

    private static bool IsDiskFull(IOException error)
    {
        const int windows = unchecked((int)0x80070070);
        const int linux = 28;
        return error.HResult is windows or linux;
    }

    private static IEnumerable<Exception> Flatten(Exception error)
    {
        yield return error;
        IEnumerable<Exception> inner = error switch
        {
            AggregateException many => many.InnerExceptions,
            { InnerException: { } one } => [one],
            _ => [],
        };
        foreach (var each in inner.SelectMany(Flatten))
            yield return each;
    }
}
