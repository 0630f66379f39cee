using Akka.Event;

namespace Slimfront.Actors.Logging;

/// <summary>A log event for people: time, level, source, message; an error's trace on the lines below.</summary>
internal static class TextLine
{
    public static string Of(LogEvent happened, Func<string, string> clean)
    {
        var level = Level.Of(happened);
        var line = clean($"{happened.Timestamp:O} {level, -7} {happened.LogSource} {happened.Message}");
        return happened.Cause is { } cause ? $"{line}{Environment.NewLine}{clean(cause.ToString())}" : line;
    }
}

/// <summary>Names of levels.</summary>
internal static class Level
{
    public static string Of(LogEvent happened) =>
        happened.LogLevel() switch
        {
            LogLevel.DebugLevel => "debug",
            LogLevel.InfoLevel => "info",
            LogLevel.WarningLevel => "warning",
            _ => "error",
        };
}
