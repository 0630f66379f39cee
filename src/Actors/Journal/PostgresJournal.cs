using Npgsql;
using Slimfront.Search;

namespace Slimfront.Actors.Journal;

/// <summary>A journal in a PostgreSQL database, which several nodes share and one of them writes.</summary>
public static class PostgresJournal
{
    /// <summary>Raised when tables change in a way that an older program would not understand.</summary>
    private const int Layout = 1;

    // Any number that nobody else locks in this database.
    private const long LockOfTables = 0x51_1F_0A_7A;

    // The tables of Akka.Persistence.Sql's default mapping. The unique constraint is what fences coordinators off.
    private const string Tables = """
        create table if not exists slimfront_layout (version int not null);
        create table if not exists journal (
          ordering bigint generated always as identity primary key,
          created bigint not null,
          deleted boolean not null,
          persistence_id varchar(255) not null,
          sequence_number bigint not null,
          message bytea not null,
          manifest varchar(500),
          identifier int,
          writer_uuid varchar(128),
          constraint journal_uq unique (persistence_id, sequence_number)
        );
        create table if not exists tags (
          ordering_id bigint not null,
          tag varchar(64) not null,
          persistence_id varchar(255) not null,
          sequence_nr bigint not null,
          primary key (ordering_id, tag)
        );
        create table if not exists snapshot (
          persistence_id varchar(255) not null,
          sequence_number bigint not null,
          created bigint not null,
          snapshot bytea,
          manifest varchar(500),
          serializer_id int,
          primary key (persistence_id, sequence_number)
        );
        create table if not exists progress (
          study varchar(255) not null,
          stage varchar(64) not null,
          attempt int not null,
          percent int not null,
          text varchar(500) not null,
          at bigint not null,
          primary key (study, stage, attempt, percent)
        );
        create table if not exists presence (
          pid int primary key,
          epoch bigint not null,
          address varchar(300) not null
        );
        """;

    /// <summary>"PostgreSQL host:5432/database": without user and password.</summary>
    public static string NameOf(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return $"PostgreSQL {parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return "PostgreSQL";
        }
    }

    /// <summary>A connection string with what is best for a journal where it says nothing.</summary>
    public static string Complete(string connectionString)
    {
        var parts = Parse(connectionString);
        // A server that is gone without a word must not hold the coordinator up for long.
        Default(parts, "Timeout", 5);
        Default(parts, "Command Timeout", 15);
        Default(parts, "Keepalive", 10);
        Default(parts, "Application Name", "slimfront");
        return parts.ConnectionString;
    }

    /// <summary>Makes the tables where there are none; any number of nodes may do so at once.</summary>
    /// <exception cref="UserErrorException">
    /// The server cannot be reached, lets nobody in, has no such database, or holds tables of a newer program.
    /// </exception>
    public static async Task PrepareAsync(string connectionString)
    {
        var complete = Complete(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(complete);
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await RunAsync(connection, $"select pg_advisory_xact_lock({LockOfTables})");
            await CheckAsync(connection, NameOf(connectionString));
            await RunAsync(connection, Tables);
            await RunAsync(
                connection,
                $"insert into slimfront_layout select {Layout} where not exists (select from slimfront_layout)"
            );
            await transaction.CommitAsync();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw JournalErrors.Explain(NameOf(connectionString), e);
        }
    }

    private static async Task CheckAsync(NpgsqlConnection connection, string name)
    {
        if (await RunAsync(connection, "select to_regclass('slimfront_layout')::text") is not string)
            return;
        if (await RunAsync(connection, "select max(version) from slimfront_layout") is int and > Layout)
            throw new UserErrorException(
                $"The journal '{name}' was laid out by a newer version of this program, which must be used; nothing was changed."
            );
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(parts.Host)
                ? throw new UserErrorException($"The journal's connection string names no host. {Form}")
                : parts;
        }
        // What the string says is not repeated: it may hold a password.
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new UserErrorException($"The journal's connection string cannot be read. {Form}");
        }
    }

    private const string Form =
        "Its form is: Host=db.example;Username=slimfront;Database=slimfront (and Port, Password, SSL Mode…).";

    private static void Default(NpgsqlConnectionStringBuilder parts, string key, object value)
    {
        if (!parts.ContainsKey(key) || !parts.ShouldSerialize(key))
            parts[key] = value;
    }
}
