using Slimfront.Actors.Journal;
using Slimfront.Cli.Runs;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>A folder of one test, with a small study in it.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>A few kinds of recipes in seconds, with their baselines: a short teacher, tiny students.</summary>
    public const string SmallStudy = """
        name: small
        budget: { trials: 6 }
        lag: 3
        data: { train-limit: 300 }
        teacher: { family: plain-cnn, epochs: 3 }
        training: { epochs: 3 }
        fine-tune: { epochs: 1 }
        quantization: { epochs: 1 }
        space:
          student: plain-cnn
          student.plain-cnn: { depth: ["2"], width: { from: 0.1, to: 1 } }
          teaching: [none, distil]
          teaching.distil: { assistants: [none, "2"], features: none }
          pruning.channels.fine-tune: [plain, distilled]
          tickets: none
        """;

    /// <summary>One training that lasts longer than any test.</summary>
    public const string LongStudy = """
        name: long
        budget: { trials: 1 }
        teacher: { family: plain-cnn, epochs: 2000 }
        """;

    public Workspace(string study = SmallStudy)
    {
        Folder = Directory.CreateTempSubdirectory("slimfront-test-").FullName;
        Write("study.yaml", study);
    }

    public string Folder { get; }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The study of a run, from its journal.</summary>
    public Study Study(string run)
    {
        var journal = Path.Combine(Folder, run, "journal.db");
        return JournalReader
            .Read(journal)
            .Values.Single()
            .Aggregate<StudyEvent, Study?>(null, Follower.Fold)!;
    }

    /// <summary>What must not depend on slots, crashes or the clock: one line per trial.</summary>
    public static string[] Trials(Study study) =>
        [
            .. study
                .Trials.Append(study.Teacher!)
                .Select(t =>
                    $"{t.Number} {t.Configuration} model {study.Result(t.Model)?.Artifact} "
                    + $"accuracy {t.Measurement?["accuracy"]:R} bytes {t.Measurement?["bytes"]:R} "
                    + $"test {t.Test?["accuracy"]:R}"
                ),
        ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
