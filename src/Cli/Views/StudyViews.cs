using Spectre.Console;

namespace Slimfront.Cli.Views;

/// <summary>Chooses how a running study is shown.</summary>
public static class StudyViews
{
    /// <summary>JSON lines where asked for, bars on a terminal, plain lines elsewhere.</summary>
    public static IStudyView Create(bool asJson)
    {
        if (asJson)
            return new JsonView(Console.Out);
        return Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
            ? new PlainView(Console.Out, TimeProvider.System)
            : new LiveView(AnsiConsole.Console, TimeProvider.System);
    }
}
