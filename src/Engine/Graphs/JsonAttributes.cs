using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Writes attributes as members of the JSON object that is open, usual ones too unless they are later ones.</summary>
internal sealed class JsonAttributesWriter(Utf8JsonWriter json) : IAttributes
{
    public int Integer(string name, int value)
    {
        json.WriteNumber(name, value);
        return value;
    }

    public int Integer(string name, int value, int usual) => Integer(name, value);

    public bool Flag(string name, bool value, bool usual)
    {
        json.WriteBoolean(name, value);
        return value;
    }

    public double Real(string name, double value, double usual)
    {
        json.WriteNumber(name, value);
        return value;
    }

    public string Text(string name, string value)
    {
        json.WriteString(name, value);
        return value;
    }

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        return values;
    }

    public int Later(string name, int value, int usual) => value == usual ? value : Integer(name, value);

    public bool Later(string name, bool value, bool usual) =>
        value == usual ? value : Flag(name, value, usual);
}

/// <summary>Reads attributes from a JSON object, which has all of them but later ones that are usual.</summary>
internal sealed class JsonAttributesReader(JsonElement json) : IAttributes
{
    public int Integer(string name, int value) => json.GetProperty(name).GetInt32();

    public int Integer(string name, int value, int usual) => Integer(name, value);

    public bool Flag(string name, bool value, bool usual) => json.GetProperty(name).GetBoolean();

    public double Real(string name, double value, double usual) => json.GetProperty(name).GetDouble();

    public string Text(string name, string value) => json.GetProperty(name).GetString() ?? "";

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values) =>
        [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    public int Later(string name, int value, int usual) =>
        json.TryGetProperty(name, out var given) ? given.GetInt32() : usual;

    public bool Later(string name, bool value, bool usual) =>
        json.TryGetProperty(name, out var given) ? given.GetBoolean() : usual;
}
