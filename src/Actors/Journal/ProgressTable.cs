using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Journal;

/// <summary>How far an attempt was at some time.</summary>
/// <param name="Stage">The stage's key.</param>
/// <param name="Attempt">The attempt's number: tries at one stage are kept apart.</param>
/// <param name="Percent">Share of the stage that was done, 0 to 100.</param>
/// <param name="Text">What it said: "epoch 3/12, loss 0.41".</param>
/// <param name="At">When it was heard.</param>
public sealed record ProgressPoint(string Stage, int Attempt, int Percent, string Text, DateTimeOffset At);

/// <summary>
/// What slots say while they work, in a table of its own beside the journal: for people, never for decisions. Written in batches,
/// at most one row for each percent of an attempt; what cannot be written is dropped.
/// </summary>
public sealed class ProgressTable : IDisposable
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private const string Table = """
        create table if not exists progress (
          study varchar(255) not null,
          stage varchar(64) not null,
          attempt int not null,
          percent int not null,
          text varchar(500) not null,
          at bigint not null,
          primary key (study, stage, attempt, percent)
        )
        """;

    private const string Insert = """
        insert into progress (study, stage, attempt, percent, text, at)
        values (@study, @stage, @attempt, @percent, @text, @at)
        on conflict (study, stage, attempt, percent) do update set text = excluded.text, at = excluded.at
        """;

    private const string Select = """
        select stage, attempt, percent, text, at from progress where study = @study
        order by stage, attempt, percent
        """;

    private readonly Func<DbConnection> _connect;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _writing = new();
    private Dictionary<(AttemptRef, int Percent), (string Text, DateTimeOffset At)> _waiting = [];
    private bool _isMade;

    /// <summary>The table beside a journal.</summary>
    public ProgressTable(JournalTarget journal, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _connect = () => Open(journal);
        _clock = clock;
        _timer = clock.CreateTimer(_ => Write(), null, Interval, Interval);
    }

    /// <summary>Notes what a slot said. Returns at once.</summary>
    public void Note(AttemptRef work, double fraction, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var percent = (int)(100 * Math.Clamp(double.IsNaN(fraction) ? 0 : fraction, 0, 1));
        lock (_timer)
            if (text.Length > 0 && _waiting.Count < MostWaiting)
                _waiting[(work, percent)] = (text.Length > 500 ? text[..500] : text, _clock.GetUtcNow());
    }

    /// <summary>A study's points: by stage, attempt and percent.</summary>
    /// <exception cref="DbException">The table cannot be read.</exception>
    public ImmutableArray<ProgressPoint> Read(string study)
    {
        Write();
        using var connection = _connect();
        return Read(connection, study);
    }

    /// <summary>The points of every study in a journal that is a file; none where it has no such table.</summary>
    /// <exception cref="Search.UserErrorException">It cannot be read.</exception>
    public static ImmutableArray<ProgressPoint> ReadFile(string file, string study)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
            connection.Open();
            return Scalar(connection, "select count(*) from sqlite_master where name = 'progress'") is > 0L
                ? Read(connection, study)
                : [];
        }
        catch (SqliteException e)
        {
            throw JournalErrors.Explain(file, e);
        }
    }

    /// <summary>Writes what is left.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Write();
    }

    private static DbConnection Open(JournalTarget journal)
    {
        DbConnection connection = journal switch
        {
            JournalTarget.Postgres p => new NpgsqlConnection(PostgresJournal.Complete(p.ConnectionString)),
            JournalTarget.Sqlite s => new SqliteConnection($"Data Source={Path.GetFullPath(s.File)}"),
            _ => throw new ArgumentOutOfRangeException(nameof(journal), journal, "Unknown journal."),
        };
        connection.Open();
        return connection;
    }

    // One at a time: a timer does not wait for its last call.
    private void Write()
    {
        lock (_writing)
        {
            Dictionary<(AttemptRef Work, int Percent), (string Text, DateTimeOffset At)> batch;
            lock (_timer)
                (batch, _waiting) = (_waiting, []);
            if (batch.Count == 0)
                return;
            try
            {
                using var connection = _connect();
                Write(connection, batch);
            }
            catch (DbException)
            {
                // Nobody decides by it, and the journal will tell what is wrong.
            }
        }
    }

    private void Write(
        DbConnection connection,
        Dictionary<(AttemptRef Work, int Percent), (string Text, DateTimeOffset At)> batch
    )
    {
        if (!_isMade)
            Scalar(connection, Table);
        _isMade = true;
        using var transaction = connection.BeginTransaction();
        foreach (var ((work, percent), (text, at)) in batch)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Insert;
            Add(command, "study", work.Study);
            Add(command, "stage", work.Attempt.Stage.Hex);
            Add(command, "attempt", work.Attempt.Number);
            Add(command, "percent", percent);
            Add(command, "text", text);
            Add(command, "at", at.UtcTicks);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static ImmutableArray<ProgressPoint> Read(DbConnection connection, string study)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Select;
        Add(command, "study", study);
        using var rows = command.ExecuteReader();
        var points = ImmutableArray.CreateBuilder<ProgressPoint>();
        while (rows.Read())
            points.Add(
                new(
                    rows.GetString(0),
                    rows.GetInt32(1),
                    rows.GetInt32(2),
                    rows.GetString(3),
                    new(rows.GetInt64(4), TimeSpan.Zero)
                )
            );
        return points.ToImmutable();
    }

    private static object? Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
