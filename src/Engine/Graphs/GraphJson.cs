using System.Text;
using System.Text.Json;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>The text form of graphs: {"format":…,"nodes":[{"name":…,"operator":…,"inputs":[…], attributes}]}.</summary>
internal static class GraphJson
{
    // The format is the first whose readers understand the graph: those of 1 knew no later attributes, and would pass over them.
    private const int Plain = 1;
    private const int WithLater = 2;

    public static string Write(ModelGraph graph)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("format", graph.Nodes.Any(LaterAttributes.AreIn) ? WithLater : Plain);
            json.WriteStartArray("nodes");
            foreach (var node in graph.Nodes)
                Write(json, node);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    public static ModelGraph Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var format = document.RootElement.GetProperty("format").GetInt32();
            if (format is not (Plain or WithLater))
                throw new GraphException(
                    $"The graph has format {format}; this version reads formats {Plain} and {WithLater}."
                );
            return new ModelGraph(
                document.RootElement.GetProperty("nodes").EnumerateArray().Select(ReadNode)
            );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GraphException($"The text is not a graph: {e.Message}");
        }
    }

    private static void Write(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        json.WriteString("operator", node.Operator.Kind);
        json.WriteStartArray("inputs");
        foreach (var input in node.Inputs)
            json.WriteStringValue(input);
        json.WriteEndArray();
        node.Operator.Exchange(new JsonAttributesWriter(json));
        json.WriteEndObject();
    }

    private static Node ReadNode(JsonElement json)
    {
        var name = json.GetProperty("name").GetString() ?? "";
        var kind = json.GetProperty("operator").GetString() ?? "";
        try
        {
            return new(
                name,
                OperatorFormat.Blank(kind).Exchange(new JsonAttributesReader(json)),
                [.. json.GetProperty("inputs").EnumerateArray().Select(i => i.GetString() ?? "")]
            );
        }
        catch (GraphException refusal)
        {
            throw new GraphException($"Node '{name}': {refusal.Message}.");
        }
    }
}
