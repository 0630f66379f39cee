using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading;

/// <summary>Reads what ONNX says of a window that slides over a map.</summary>
internal static class Windows
{
    /// <summary>The kernel of a pool.</summary>
    public static Extent Kernel(OnnxNode node) =>
        Pair(node, "kernel_shape") ?? throw new InvalidDataException("has no kernel_shape.");

    /// <summary>The steps of the window.</summary>
    public static Extent Stride(OnnxNode node) => Pair(node, "strides") ?? 1;

    /// <summary>The steps within a kernel.</summary>
    public static Extent Dilation(OnnxNode node) => Pair(node, "dilations") ?? 1;

    /// <summary>The border: what the node says, and what the file put around the map before.</summary>
    /// <param name="node">The convolution or pool.</param>
    /// <param name="map">What it slides over.</param>
    /// <param name="kernel">Its window.</param>
    /// <param name="reaches">How far the window reaches.</param>
    public static Border Padding(OnnxNode node, MadeValue map, Extent kernel, Extent reaches)
    {
        var own = node.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" => Explicit(node),
            "VALID" => default,
            "SAME_UPPER" => Same(map.Shape, Stride(node), reaches, isUpper: true),
            "SAME_LOWER" => Same(map.Shape, Stride(node), reaches, isUpper: false),
            var other => throw new InvalidDataException($"has auto_pad {other}."),
        };
        var outer = map.Padding;
        if (node.Integer("ceil_mode", 0) != 0)
            own = WithRest(map.Shape, Stride(node), kernel, own);
        return new(
            own.Top + outer.Top,
            own.Left + outer.Left,
            own.Bottom + outer.Bottom,
            own.Right + outer.Right
        );
    }

    /// <summary>How far a window reaches with steps in it: dilation·(kernel − 1) + 1.</summary>
    public static Extent Reach(Extent kernel, Extent dilation) =>
        new((dilation.Height * (kernel.Height - 1)) + 1, (dilation.Width * (kernel.Width - 1)) + 1);

    private static Border Explicit(OnnxNode node)
    {
        if (node.Integers("pads") is not { } pads)
            return default;
        if (pads.Length != 4)
            throw new InvalidDataException($"works along {pads.Length / 2} axes; maps have 2.");
        if (pads.Any(p => p is < 0 or > int.MaxValue))
            throw new InvalidDataException("has negative padding.");
        return new((int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3]);
    }

    private static Border Same(Shape map, Extent stride, Extent reach, bool isUpper)
    {
        (int Before, int After) Sides(int length, int step, int window)
        {
            var all = Math.Max(0, (((length + step - 1) / step) - 1) * step + window - length);
            return isUpper ? (all / 2, all - (all / 2)) : (all - (all / 2), all / 2);
        }

        var (top, bottom) = Sides(map[1], stride.Height, reach.Height);
        var (left, right) = Sides(map[2], stride.Width, reach.Width);
        return new(top, left, bottom, right);
    }

    // A window that begins on the map (or before it) counts even if it ends behind it.
    private static Border WithRest(Shape map, Extent stride, Extent kernel, Border own)
    {
        int Rest(int length, int before, int after, int step, int window)
        {
            var over = (length + before + after - window) % step;
            var rest = over == 0 ? 0 : step - over;
            // The last window must not begin behind the map.
            var begins = length + before + after + rest - window;
            return begins >= length + before ? 0 : rest;
        }

        return own with
        {
            Bottom = own.Bottom + Rest(map[1], own.Top, own.Bottom, stride.Height, kernel.Height),
            Right = own.Right + Rest(map[2], own.Left, own.Right, stride.Width, kernel.Width),
        };
    }

    private static Extent? Pair(OnnxNode node, string name)
    {
        if (node.Integers(name) is not { } lengths)
            return null;
        return lengths.Length == 2 && lengths.All(l => l is > 0 and <= int.MaxValue)
            ? new Extent((int)lengths[0], (int)lengths[1])
            : throw new InvalidDataException(
                $"has {name} {string.Join('×', lengths)}; maps have height and width."
            );
    }
}
