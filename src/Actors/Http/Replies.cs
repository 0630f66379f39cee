using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Slimfront.Actors.Http;

/// <summary>How answers are written: errors as one line of text, views as JSON.</summary>
internal static class Replies
{
    public const string MessagePack = "application/x-msgpack";

    /// <summary>Of both sides.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

    public static Task RefuseAsync(this HttpContext http, HttpStatusCode status, string line)
    {
        http.Response.StatusCode = (int)status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(line, http.RequestAborted);
    }

    public static Task TextAsync(this HttpContext http, string line) =>
        http.RefuseAsync(HttpStatusCode.OK, line);

    public static Task JsonAsync<T>(this HttpContext http, T value) =>
        http.Response.WriteAsJsonAsync(value, Json, http.RequestAborted);
}
