using Slimfront.Search.Spaces;

namespace Slimfront.Search.Fields;

/// <summary>Reads values of parameters: of techniques, and of settings.</summary>
public static class ParameterValue
{
    /// <summary>Reads one.</summary>
    /// <exception cref="UserErrorException">It is none that the parameter may have.</exception>
    public static Value Read(YamlPlace place, Parameter allowed)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(allowed);
        var text = place.Scalar();
        var value = allowed switch
        {
            Parameter.Real => Text.Size(text) is { } real && double.IsFinite(real) ? Value.Of(real) : null,
            Parameter.Integer => Text.Size(text) is { } whole
            && whole == Math.Floor(whole)
            && Math.Abs(whole) <= Value.LargestInteger
                ? Value.Of((long)whole)
                : null,
            _ => (Value?)Value.Of(text),
        };
        return value is { } v && allowed.Contains(v) ? v : throw place.Wrong(allowed.Range);
    }
}
