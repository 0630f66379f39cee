using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Writes attributes as members of the JSON object that is open, usual ones too.</summary>
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

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        return values;
    }
}

/// <summary>Reads attributes from a JSON object, which has all of them.</summary>
internal sealed class JsonAttributesReader(JsonElement json) : IAttributes
{
    public int Integer(string name, int value) => json.GetProperty(name).GetInt32();

    public int Integer(string name, int value, int usual) => Integer(name, value);

    public bool Flag(string name, bool value, bool usual) => json.GetProperty(name).GetBoolean();

    public double Real(string name, double value, double usual) => json.GetProperty(name).GetDouble();

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values) =>
        [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];
}
