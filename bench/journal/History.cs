using System.Data.Common;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Journal.Bench;

/// <summary>A finished study's journal, as a coordinator would have written it.</summary>
internal static class History
{
    /// <summary>The events of a study; two stages and six events for each trial.</summary>
    public static IEnumerable<IJournalEntry> Of(int trials)
    {
        var (spec, pipeline) = (TrivialPipeline.Spec(trials), new TrivialPipeline());
        yield return new EpochStarted(1);
        yield return Event(new StudyEvent.Created(spec, DateTimeOffset.UnixEpoch));
        for (var i = 0; i < trials; i++)
        {
            var configuration = Configuration.Of(("width", Value.Of(i + 1)));
            var recipe = ((Plan.Accepted)pipeline.Plan(spec, configuration)).Recipe;
            var trial = new Trial(
                new(i),
                "random",
                configuration,
                recipe.Summary,
                recipe.Prediction,
                [.. recipe.Stages.Select(s => s.Key)],
                recipe.Model,
                recipe.Measurement,
                recipe.TestMeasurement
            );
            yield return Event(new StudyEvent.TrialStarted(trial, recipe.Stages));
            foreach (var stage in recipe.Stages)
            {
                var attempt = new AttemptId(stage.Key, 1);
                yield return Event(new StudyEvent.AttemptStarted(attempt, $"host:4054/{i % 64}-7f3a"));
                yield return Event(new StudyEvent.StageCompleted(attempt, TrivialPipeline.Result(stage)));
            }

            var measured = TrivialPipeline.Result(recipe.Stages[^1]).Values;
            yield return Event(new StudyEvent.TrialEnded(new(i), new Outcome.Completed(measured)));
        }

        yield return Event(new StudyEvent.Finished("made by a benchmark"));
    }

    /// <summary>Puts entries into an empty journal, whose tables exist.</summary>
    public static long Write(DbConnection connection, IEnumerable<IJournalEntry> entries)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"""
            insert into journal
              (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            values (0, @deleted, '{CoordinatorActor.JournalId}', @number, @message, @manifest, {WireSerializer.Id}, 'bench')
            """;
        var (deleted, number, message, manifest) = (
            Add(command, "deleted"),
            Add(command, "number"),
            Add(command, "message"),
            Add(command, "manifest")
        );
        deleted.Value = false;
        var (count, bytes) = (0L, 0L);
        foreach (var entry in entries)
        {
            var encoded = WireFormat.Encode(entry);
            (number.Value, message.Value, manifest.Value) = (++count, encoded, WireFormat.Manifest(entry));
            bytes += encoded.Length;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return bytes;
    }

    private static Journalled Event(StudyEvent e) => new("trivial", e);

    private static DbParameter Add(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
