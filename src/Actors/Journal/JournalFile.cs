using Microsoft.Data.Sqlite;
using Slimfront.Search;

namespace Slimfront.Actors.Journal;

/// <summary>A SQLite journal that this process alone may write.</summary>
public sealed class JournalFile : IDisposable
{
    private readonly FileStream _lock;

    private JournalFile(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>How it is opened for writing.</summary>
    public string ConnectionString =>
        new SqliteConnectionStringBuilder { DataSource = Path, DefaultTimeout = 30 }.ConnectionString;

    /// <summary>Takes a journal for this process, and begins it where there is none.</summary>
    /// <exception cref="UserErrorException">It is in use, damaged, or cannot be written.</exception>
    public static JournalFile Open(string file)
    {
        var path = System.IO.Path.GetFullPath(file);
        var held = Lock(path);
        try
        {
            var journal = new JournalFile(path, held);
            journal.WriteAhead();
            return journal;
        }
        catch (SqliteException e)
        {
            held.Dispose();
            throw JournalErrors.Explain(file, e);
        }
    }

    /// <summary>Lets others write it.</summary>
    public void Dispose()
    {
        // Closing the last connection folds the write-ahead log into the file.
        SqliteConnection.ClearAllPools();
        _lock.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"The folder of the journal '{path}' cannot be made: {e.Message}",
                e
            );
        }

        try
        {
            return new FileStream(
                path + ".lock",
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException(
                $"The journal '{path}' cannot be written: its folder is read-only.",
                e
            );
        }
        catch (IOException e)
        {
            throw new UserErrorException(
                $"The journal '{path}' cannot be taken: another process has it, or its folder is read-only or full.",
                e
            );
        }
    }

    // Kept in the file once set. About twice as many single writes per second as the default.
    private void WriteAhead()
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteScalar();
    }
}
