using System.Security.Cryptography;

namespace Slimfront.Actors.Nodes;

/// <summary>Names and secrets that nobody can guess.</summary>
internal static class Hex
{
    /// <summary>So many random bytes in hexadecimal digits.</summary>
    public static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
