using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>Names with values.</summary>
internal sealed class LabelsKind : FieldKind<Labels>
{
    public override string Takes => "a value for each of some labels";

    public override Labels Read(YamlPlace place, FieldContext context)
    {
        try
        {
            _ = place.Children();
            return Labels.Of(
                // A label's own name may have dots.
                place
                    .Leaves()
                    .Where(l => l.Path.Length > 0)
                    .Select(l => KeyValuePair.Create(l.Path, l.Place.Scalar()))
            );
        }
        catch (UserErrorException e) when (!e.Message.StartsWith(place.File, StringComparison.Ordinal))
        {
            throw place.Error(e.Message);
        }
    }

    public override string? Yaml(Labels value) =>
        value.IsEmpty
            ? null
            : $"{{ {$"{value}".Replace("=", ": ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)} }}";

    public override IEnumerable<(string Key, string Text)> Lines(string key, Labels value) =>
        [(key, value.IsEmpty ? "nothing" : $"{value}")];
}
