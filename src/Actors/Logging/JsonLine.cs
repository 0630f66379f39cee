using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Akka.Event;

namespace Slimfront.Actors.Logging;

/// <summary>A log event for programs: one JSON object on one line.</summary>
/// <remarks>
/// Always "time" (UTC, ISO 8601), "level", "source" and "message"; then the message's named parts, such as "study",
/// "stage", "attempt", "slot" and "epoch"; "error" is the trace.
/// </remarks>
internal static class JsonLine
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "time",
        "level",
        "source",
        "message",
        "error",
    };

    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(LogEvent happened, Func<string, string> clean)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", happened.Timestamp.ToUniversalTime());
            json.WriteString("level", Level.Of(happened));
            json.WriteString("source", happened.LogSource);
            json.WriteString("message", clean(happened.Message?.ToString() ?? ""));
            if (happened.TryGetProperties(out var properties) && properties is not null)
                foreach (var (name, value) in properties)
                    Write(json, NameOf(name), value, clean);
            if (happened.Cause is { } cause)
                json.WriteString("error", clean(cause.ToString()));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    // "{Study}" is "study"; "{0}" of other people's messages is "0" and tells nothing by itself.
    private static string? NameOf(string property)
    {
        if (property.Length == 0 || !char.IsLetter(property[0]))
            return null;
        var name = char.ToLowerInvariant(property[0]) + property[1..];
        return Reserved.Contains(name) ? name + "-value" : name;
    }

    private static void Write(Utf8JsonWriter json, string? name, object? value, Func<string, string> clean)
    {
        switch (value)
        {
            case null:
                return;
            case var _ when name is null:
                return;
            case bool flag:
                json.WriteBoolean(name, flag);
                return;
            case int or long or short or byte or uint:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                return;
            default:
                json.WriteString(name, clean(value.ToString() ?? ""));
                return;
        }
    }
}
