using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Journal;

/// <summary>
/// Whole journals as earlier versions left them, tables and snapshots included. They are kept for ever: a new one is added where
/// events get a new version, none is ever changed.
/// </summary>
public sealed class PinnedJournalTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    // What stands in it: see Make.
    [TestCase("2026-11.db")]
    public void An_old_journal_is_read_as_it_was_meant(string name)
    {
        var studies = JournalReader.Read(Copy(name)).ToImmutableDictionary(s => s.Key, s => Fold(s.Value));

        var (done, open) = (studies["done"], studies["open"]);
        Assert.That(done.Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(done.Reason, Is.EqualTo("6 trials done"));
        Assert.That(done.Searched.Count(), Is.EqualTo(6));
        Assert.That(done.Trials.Select(t => t.Measurement), Has.None.Null);
        Assert.That(
            done.Trials[0].Measurement!.Values.Select(v => $"{v.Key} {v.Value:R}"),
            Is.EqualTo(new[] { "accuracy 0.1171875", "bytes 31" })
        );
        Assert.That(done.Baselines, Has.Length.EqualTo(3));
        Assert.That(done.FinalFront.Select(n => n.Value), Is.EqualTo(new[] { 4, 6 }));
        Assert.That(done.Tested.Select(t => t.Test), Has.None.Null);
        Assert.That(done.Stages.Values.Sum(n => n.Failures), Is.EqualTo(1));
        Assert.That(done.Stages.Values.Max(n => n.Completions), Is.EqualTo(2), "an artifact was lost");
        Assert.That(open.Phase, Is.EqualTo(StudyPhase.Searching));
        Assert.That(open.Attempts().Count(), Is.EqualTo(1));
    }

    [TestCase("2026-11.db", true)]
    [TestCase("2026-11.db", false)]
    public void A_coordinator_goes_on_with_an_old_journal(string name, bool withSnapshot)
    {
        var file = Copy(name);
        if (!withSnapshot)
            Execute(file, "delete from snapshot");
        using var journal = RealJournal.At(file);
        using var bench = new Bench(configuration: journal.Configuration);

        Assert.That(bench.Epoch, Is.EqualTo(3));
        bench.Work(study: "open");

        Assert.That(bench.Study("open").Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(bench.Study("done").FinalFront, Has.Length.EqualTo(2));
    }

    /// <summary>
    /// Makes a journal of this version: two coordinators, one after the other, with a study that is finished (baselines, a failed
    /// attempt, a lost one, a lost artifact) and one that is not, and a snapshot in between.
    /// </summary>
    internal static void Make(string file)
    {
        using (var journal = RealJournal.At(file))
        using (var bench = new Bench(Bench.Default with { SnapshotEvery = 60 }, journal.Configuration))
        {
            bench.Submit(FakePipeline.Spec with { Name = "done", Baselines = 4 });
            var slot = new FakeSlot(bench.Kit);
            var teacher = slot.Take(bench.Actor);
            slot.End(bench.Actor, teacher.Work, new AttemptEnd.Failed("crashed", IsFinal: false));
            slot.Hears<Acknowledged>();
            slot.Complete(bench.Actor, slot.Take(bench.Actor));
            var student = slot.Take(bench.Actor);
            slot.End(bench.Actor, student.Work, new AttemptEnd.InputMissing(student.Inputs[0].Stage, "404"));
            slot.Hears<Acknowledged>();
            bench.Work(slots: 2, study: "done");
            bench.Restart();
            bench.Submit(FakePipeline.Spec with { Name = "open", Seed = 2 });
            bench.Work(stages: 4, study: "open");
            new FakeSlot(bench.Kit).Take(bench.Actor);
        }

        Execute(file, "pragma journal_mode = delete; vacuum");
        File.Delete(file + ".lock");
    }

    private string Copy(string name, [CallerFilePath] string caller = "")
    {
        var pinned = Path.Combine(Path.GetDirectoryName(caller)!, "Pinned", name);
        if (!File.Exists(pinned))
        {
            Make(pinned);
            Assert.Fail(
                $"'{pinned}' was made by this version: check it in, if this version is the one it is for."
            );
        }

        File.Copy(pinned, _folder[name]);
        return _folder[name];
    }

    private static Study Fold(ImmutableList<StudyEvent> events) =>
        events.Skip(1).Aggregate(Study.Begin((StudyEvent.Created)events[0]), (study, e) => study.Apply(e));

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
