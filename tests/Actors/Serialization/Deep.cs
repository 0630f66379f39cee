using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Slimfront.Actors.Tests.Serialization;

/// <summary>Every public property of an object, all the way down, as text: equality that no record can shorten.</summary>
internal static class Deep
{
    public static string Text(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                return;
            case string s:
                text.Append('"').Append(s).Append('"');
                return;
            case double d:
                text.Append(BitConverter.DoubleToInt64Bits(d));
                return;
            case IConvertible or TimeSpan or DateTimeOffset:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                return;
            case Search.Spaces.Value v:
                text.Append(v.Kind).Append(v);
                return;
            case Search.Studies.Labels labels:
                text.Append('"').Append(labels).Append('"');
                return;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                    Append(text, item);
                text.Append(']');
                return;
            default:
                AppendProperties(text, value);
                return;
        }
    }

    private static void AppendProperties(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (
            var property in value
                .GetType()
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0)
        )
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(value));
            text.Append(' ');
        }

        text.Append('}');
    }
}
