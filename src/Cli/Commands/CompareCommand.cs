using System.CommandLine;
using Slimfront.Cli.Runs;
using Slimfront.Reports;
using Slimfront.Reports.Comparing;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront compare RUN RUN.</summary>
public static class CompareCommand
{
    private static readonly Argument<string> First = Run("first");
    private static readonly Argument<string> Second = Run("second");

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The folder to write the comparison to.",
        DefaultValueFactory = _ => "comparison",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "compare",
            "Compare two runs: fronts, hypervolume over trials and device time."
        )
        {
            First,
            Second,
            Out,
        };
        command.SetAction(Compare);
        return command;
    }

    private static Argument<string> Run(string place) =>
        new(place) { Description = $"The {place} run: its folder or its name below 'runs'." };

    private static int Compare(ParseResult parsed)
    {
        var both = StudyComparison.Of(Read(parsed.GetValue(First)!), Read(parsed.GetValue(Second)!));
        var folder = parsed.GetValue(Out)!;
        var files = ComparisonReport.Write(both, folder);
        Console.WriteLine(ComparisonText.Headline(both));
        Console.WriteLine(Path.Combine(folder, files[0]));
        return Shell.Success;
    }

    private static ReportModel Read(string run) =>
        ReportModel.From(RunCommands.ReadJournal(RunDirectory.Find(run)), a => a.Hex);
}
