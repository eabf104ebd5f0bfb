using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorServer.Admin.Web;

/// <summary>Answers in a line of text.</summary>
internal static class Answer
{
    public const string PlainText = "text/plain; charset=utf-8";
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Says something.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\n');
        context.Response.StatusCode = status;
        context.Response.ContentType = PlainText;
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, 0, bytes.Length, context.RequestAborted);
    }
}
