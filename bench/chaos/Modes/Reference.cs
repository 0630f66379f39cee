using System.Diagnostics;
using Slimfront.Actors.Journal;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>The undisturbed run of a study: embedded, on one SQLite journal. Made once per folder.</summary>
internal static class Reference
{
    public static Study Of(string studyFile, string folder)
    {
        var run = Path.Combine(folder, "undisturbed");
        var journal = Path.Combine(run, "journal.db");
        if (!File.Exists(journal) || Read(journal).Phase is not StudyPhase.Finished)
            Search(studyFile, run, Directory.Exists(run));
        return Read(journal);
    }

    private static Study Read(string journal) =>
        JournalReader
            .Read(journal)
            .Values.Single()
            .Aggregate<StudyEvent, Study?>(null, Cli.Runs.Follower.Fold)!;

    private static void Search(string studyFile, string run, bool goesOn)
    {
        var start = new ProcessStartInfo("nice") { UseShellExecute = false, RedirectStandardOutput = true };
        string[] command = goesOn
            ? ["resume", run]
            : ["search", studyFile, "--run", run, "--devices", "cpux2", "--threads", "1"];
        foreach (
            var argument in (string[])
                ["-n", "5", Path.Combine(AppContext.BaseDirectory, "slimfront"), .. command]
        )
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The undisturbed run: exit code {process.ExitCode}.");
    }
}
